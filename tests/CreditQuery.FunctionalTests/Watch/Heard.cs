using CreditQuery.FunctionalTests.Watch.Client;
using CreditQuery.Protos.V1;

namespace CreditQuery.FunctionalTests.Watch;

/// <summary>What one subscriber of a history received, and what it had asked for.</summary>
internal sealed record Heard(WatchFilter Filter, Func<StatusEvent, bool> IsWanted, IReadOnlyList<WatchResponse> Received)
{
    /// <summary>Several events of one entry may have become one.</summary>
    public bool Merges { get; private init; }

    /// <summary>A snapshot may stand in it.</summary>
    public bool Resnapshots { get; private init; }

    public static Heard By(HistorySubscriber subscriber) =>
        new(subscriber.Filter, subscriber.IsWanted, subscriber.Received) { Merges = subscriber.Merges, Resnapshots = subscriber.Resnapshots };

    public static Heard By(ClientSubscriber subscriber) => new(subscriber.Filter, subscriber.IsWanted, subscriber.Received) { Merges = subscriber.Merges };
}
