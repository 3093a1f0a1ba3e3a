namespace Grpc.Core;

/// <summary>How one message is written.</summary>
[Flags]
public enum WriteFlags
{
    /// <summary>Need not be sent at once; a following write may carry it along.</summary>
    BufferHint = 0x1,

    /// <summary>Never compress this message.</summary>
    NoCompress = 0x2,
}
