namespace CreditQuery.Client;

/// <summary>What a subscription's news are worth at the moment.</summary>
public enum SubscriptionState
{
    /// <summary>Not begun.</summary>
    Unspecified = 0,

    /// <summary>No node has answered yet, or the connection is lost and another one is being made.</summary>
    Connecting,

    /// <summary>A node tells what happens.</summary>
    Live,

    /// <summary>Neither an event nor a sign of life came for a while: what is known may be old. Attempts go on.</summary>
    Stale,

    /// <summary>A snapshot is being received: what is known is the state of no revision until its end.</summary>
    Resnapshot,

    /// <summary>It ended with a fault and does not go on by itself.</summary>
    Failed,
}
