using CreditQuery.Rules.Regions;
using CreditQuery.Server.Applying;
using CreditQuery.Server.Checks;
using CreditQuery.Server.Errors;
using CreditQuery.Server.Hosting;
using Google.Protobuf.Collections;

namespace CreditQuery.Server.Watch;

/// <summary>What a subscriber asked for, checked.</summary>
internal sealed class SubscriptionRequest
{
    private const int MostNamed = 1_000;

    private static readonly TimeSpan DefaultProgress = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LeastProgress = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MostProgress = TimeSpan.FromHours(1);

    private readonly LogClock _clock;

    private SubscriptionRequest(LogClock clock) => (_clock, CameMs) = (clock, clock.MonotonicMs);

    /// <summary>Where it begins.</summary>
    public required WatchMode Mode { get; init; }

    /// <summary>The filter; an empty one matches every unit.</summary>
    public required WatchFilter Filter { get; init; }

    /// <summary>The subjects that it names.</summary>
    public required NamedSubjects Named { get; init; }

    /// <summary>Makes its tokens.</summary>
    public required ResumeTokens Tokens { get; init; }

    /// <summary>The place of its token; null without one.</summary>
    public StatusCursor? From { get; init; }

    /// <summary>What to do when the token is older than the journal.</summary>
    public OnCompacted OnCompacted { get; init; }

    /// <summary>Several events of one entry may become one where the subscriber is behind.</summary>
    public bool Coalesce { get; init; }

    /// <summary>Longest silence.</summary>
    public required TimeSpan ProgressInterval { get; init; }

    /// <summary>When it came, by the monotonic clock.</summary>
    public long CameMs { get; }

    /// <summary>Checks a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="parts">The node.</param>
    /// <param name="secret">Of tokens.</param>
    /// <param name="clock">Log time.</param>
    /// <exception cref="CallException">A field is at fault (INVALID_ARGUMENT).</exception>
    public static SubscriptionRequest Of(WatchRequest request, NodeParts parts, byte[] secret, LogClock clock)
    {
        var filter = request.Filter ?? new WatchFilter();
        RequireForm(request, filter);
        RequireKnownCodes(filter, parts);
        var tokens = new ResumeTokens(secret, parts.Index.Current.Epoch, request.Filter);
        return new SubscriptionRequest(clock)
        {
            Mode = request.Mode,
            Filter = filter,
            Named = NamedSubjects.Of(parts.Index, filter.Subjects),
            Tokens = tokens,
            From = request.Mode == WatchMode.FromToken ? tokens.Read(request.ResumeToken) : null,
            OnCompacted = request.OnCompacted,
            Coalesce = request.Coalesce,
            ProgressInterval = request.ProgressInterval?.ToTimeSpan() ?? DefaultProgress,
        };
    }

    /// <summary>Log time up to which everything is told.</summary>
    /// <param name="parts">The node.</param>
    /// <param name="revision">The revision up to which the subscriber has everything.</param>
    public long SourceTimeMs(NodeParts parts, ulong revision) => parts.Applier.SourceTimeMs(revision, _clock.Read());

    private static void RequireForm(WatchRequest request, WatchFilter filter)
    {
        if (request.Mode is WatchMode.Unspecified or > WatchMode.SnapshotThenFollow)
        {
            throw Fault("mode", "FROM_NOW, FROM_TOKEN or SNAPSHOT_THEN_FOLLOW.");
        }

        if (request.Mode == WatchMode.FromToken == request.ResumeToken.IsEmpty)
        {
            throw Fault("resume_token", "With FROM_TOKEN, and only then.");
        }

        if (request.ProgressInterval is { } interval && (!CheckFields.IsDuration(interval) || interval.ToTimeSpan() is var length && (length < LeastProgress || length > MostProgress)))
        {
            throw Fault("progress_interval", "0.1 seconds to 1 hour.");
        }

        if (request.OnCompacted > OnCompacted.Resnapshot)
        {
            throw Fault("on_compacted", "FAIL or RESNAPSHOT.");
        }

        int[] counts = [filter.ListTypes.Count, filter.Tiers.Count, filter.Fields.Count, filter.Regions.Count, filter.Scenarios.Count, filter.Measures.Count, filter.Kinds.Count];
        if (counts.Max() > MostNamed)
        {
            throw CallException.OfField("filter", ErrorReason.TooLarge, "At most 1,000 of each but subjects.");
        }
    }

    // A code that is misspelt would be a stream that never says anything.
    private static void RequireKnownCodes(WatchFilter filter, NodeParts parts)
    {
        for (var i = 0; i < filter.Regions.Count; i++)
        {
            _ = RegionCode.TryParse(filter.Regions[i], out _) ? 0 : throw CallException.OfField($"filter.regions[{i}]", ErrorReason.UnknownRegion, "Not a region of GB/T 2260.");
        }

        var catalogues = parts.Index.Current.Catalogues.Select(static version => version.Catalogue).ToArray();
        Require("list_types", filter.ListTypes, code => catalogues.Any(c => c.FindListType(code) is not null));
        Require("scenarios", filter.Scenarios, code => catalogues.Any(c => c.FindScenario(code) is not null));
        Require("measures", filter.Measures, code => catalogues.Any(c => c.FindMeasure(code) is not null));
        Require("fields", filter.Fields, code => catalogues.Any(c => c.Fields.Any(field => field.Code == code)));
        Require("tiers", filter.Tiers, code => catalogues.Any(c => c.ListTypes.Any(list => TierCodes.Upper(list.Tier) == code)));
    }

    private static void Require(string field, RepeatedField<string> codes, Func<string, bool> isKnown)
    {
        for (var i = 0; i < codes.Count; i++)
        {
            _ = isKnown(codes[i]) ? 0 : throw Fault($"filter.{field}[{i}]", "Not in any catalogue of the log.");
        }
    }

    private static CallException Fault(string field, string text) => CallException.OfField(field, ErrorReason.InvalidField, text);
}
