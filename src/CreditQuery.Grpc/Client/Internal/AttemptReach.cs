namespace Grpc.Client;

/// <summary>How far an attempt came; decides whether it may be repeated.</summary>
internal enum AttemptReach
{
    /// <summary>There was no connection.</summary>
    NotConnected,

    /// <summary>There was a connection and no stream on it was free: nothing of the call was sent.</summary>
    Unsent,

    /// <summary>The server said that it did not process the request.</summary>
    Refused,

    /// <summary>The server may have processed it.</summary>
    Processed,
}
