namespace CreditQuery.FunctionalTests.Interop;

/// <summary>Who calls whom.</summary>
internal enum InteropDirection
{
    /// <summary>The peer's client calls our server.</summary>
    PeerCalls,

    /// <summary>Our client calls the peer's server.</summary>
    WeCall,
}
