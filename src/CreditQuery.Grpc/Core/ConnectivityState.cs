namespace Grpc.Core;

/// <summary>What a channel knows of its connection.</summary>
public enum ConnectivityState
{
    /// <summary>No connection and none wanted.</summary>
    Idle,

    /// <summary>A connection is being made.</summary>
    Connecting,

    /// <summary>Connected.</summary>
    Ready,

    /// <summary>The last attempt failed; another follows when a call needs it.</summary>
    TransientFailure,

    /// <summary>Disposed.</summary>
    Shutdown,
}
