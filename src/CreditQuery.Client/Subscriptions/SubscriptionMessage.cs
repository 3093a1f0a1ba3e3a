using Google.Protobuf;

namespace CreditQuery.Client;

/// <summary>Something a subscription received; one of <see cref="StatusChanged"/>, <see cref="SnapshotBegun"/>, <see cref="SubjectStated"/>, <see cref="SnapshotEnded"/>.</summary>
public abstract record SubscriptionMessage
{
    private protected SubscriptionMessage()
    {
    }

    /// <summary>Resumes after this message; empty where nobody could, within a snapshot or a merged stretch.</summary>
    /// <remarks>Whoever keeps it together with the effect of the message, in one transaction, has every message exactly once.</remarks>
    public ByteString Token { get; internal init; } = ByteString.Empty;
}
