using CreditQuery.FunctionalTests.Watch.Client;
using CreditQuery.Protos.V1;

namespace CreditQuery.FunctionalTests.Watch;

/// <summary>What one subscriber of a history received, and what it had asked for.</summary>
internal sealed record Heard(WatchFilter Filter, Func<StatusEvent, bool> IsWanted, bool Merges, IReadOnlyList<WatchResponse> Received)
{
    public static Heard By(HistorySubscriber subscriber) => new(subscriber.Filter, subscriber.IsWanted, subscriber.Merges, subscriber.Received);

    public static Heard By(ClientSubscriber subscriber) => new(subscriber.Filter, subscriber.IsWanted, subscriber.Merges, subscriber.Received);
}
