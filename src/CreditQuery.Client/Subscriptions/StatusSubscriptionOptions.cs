using CreditQuery.Protos.V1;
using Google.Protobuf;

namespace CreditQuery.Client;

/// <summary>What to subscribe to, where, and what to do when something fails.</summary>
public sealed class StatusSubscriptionOptions
{
    /// <summary>Certificates and sizes; its query address too, where <see cref="Addresses"/> is empty.</summary>
    public CreditQueryClientOptions Connection { get; set; } = new();

    /// <summary>Query addresses of nodes of one registry, tried in turn; empty: the one of <see cref="Connection"/>.</summary>
    public IList<Uri> Addresses { get; } = [];

    /// <summary>The filter; empty: every unit. A token is of one filter: with another one it is refused.</summary>
    public WatchFilter Filter { get; set; } = new();

    /// <summary>Where to begin without a token: with the next event (the default), or with a snapshot.</summary>
    /// <value><see cref="WatchMode.FromNow"/> or <see cref="WatchMode.SnapshotThenFollow"/>.</value>
    public WatchMode Start { get; set; } = WatchMode.FromNow;

    /// <summary>Token to resume with; empty: the one of the store, if there is one.</summary>
    public ByteString ResumeToken { get; set; } = ByteString.Empty;

    /// <summary>Keeps the place; null: the program does, or nobody.</summary>
    public ITokenStore? Tokens { get; set; }

    /// <summary>Least time between two saves while events keep coming; each is saved after a silence and at the end. Default 100 ms.</summary>
    public TimeSpan SaveInterval { get; set; } = TimeSpan.FromMilliseconds(100);

    /// <summary>When the token is older than what a node keeps: take a snapshot, or end with a <see cref="CompactedException"/> (the default).</summary>
    public OnCompacted OnCompacted { get; set; } = OnCompacted.Fail;

    /// <summary>Where several revisions wait, take of each entry only the newest. Default false.</summary>
    public bool Coalesce { get; set; }

    /// <summary>Longest silence of a node, 100 ms to 1 hour. Default 5 seconds.</summary>
    public TimeSpan ProgressInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>After so many silent progress intervals news are stale, and another node is tried. Default 3.</summary>
    public int StaleAfterIntervals { get; set; } = 3;

    /// <summary>Delay after the first round of failed attempts. Default 1 second, as gRPC's connection backoff.</summary>
    public TimeSpan FirstDelay { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Longest delay between two rounds, before the jitter of 20 %; delays grow by 1.6. Default 120 seconds, as gRPC's connection backoff.</summary>
    public TimeSpan LongestDelay { get; set; } = TimeSpan.FromSeconds(120);

    /// <summary>Compare each event's state before with the one told before it. Default false: it takes some 200 bytes for each entry that was told.</summary>
    public bool VerifyStates { get; set; }
}
