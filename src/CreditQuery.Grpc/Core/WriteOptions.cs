namespace Grpc.Core;

/// <summary>Options of the writes that follow.</summary>
public class WriteOptions
{
    /// <summary>No flag set.</summary>
    public static readonly WriteOptions Default = new();

    /// <summary>Makes options with the given flags.</summary>
    public WriteOptions(WriteFlags flags = default) => Flags = flags;

    /// <summary>The flags; 0 when none is set.</summary>
    public WriteFlags Flags { get; }
}
