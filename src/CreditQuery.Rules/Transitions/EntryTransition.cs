using CreditQuery.Rules.Checks;
using CreditQuery.Rules.Subjects;

namespace CreditQuery.Rules.Transitions;

/// <summary>Tells what happened to one entry between two moments.</summary>
internal static class EntryTransition
{
    /// <summary>Adds what happened.</summary>
    /// <param name="before">The entry before.</param>
    /// <param name="after">The same entry after; at least one of them is there.</param>
    /// <param name="kindBefore">The kind of its subject before; null: the same as after.</param>
    /// <param name="isCorrected">The recogniser corrected it in between.</param>
    /// <param name="found">Receives the changes.</param>
    public static void Add(in EntryOnDay before, in EntryOnDay after, SubjectKind? kindBefore, bool isCorrected, List<StatusChange> found)
    {
        var own = found.Count;
        AddChanges(before, after, isCorrected, found);
        if (before.IsThere && after.IsThere && (kindBefore is not null || before.Entry.ListType != after.Entry.ListType || before.Entry.Region != after.Entry.Region))
        {
            AddMove(before, after, own, found);
        }

        for (var at = own; kindBefore is not null && before.IsThere && at < found.Count; at++)
        {
            found[at] = found[at] with { KindBefore = kindBefore };
        }
    }

    // On another list, in another region, or of a subject of another kind, it ends for those who want the old one alone, and begins for those who want the new one alone.
    private static void AddMove(in EntryOnDay before, in EntryOnDay after, int own, List<StatusChange> found)
    {
        Address(found, own, StatusAudience.Keeps, before);
        own = found.Count;
        AddChanges(before, default, isCorrected: false, found);
        Address(found, own, StatusAudience.Loses, after);
        own = found.Count;
        AddChanges(default, after, isCorrected: false, found);
        Address(found, own, StatusAudience.Gains, before);
    }

    private static void Address(List<StatusChange> found, int from, StatusAudience audience, in EntryOnDay other)
    {
        for (var at = from; at < found.Count; at++)
        {
            // It left the list; nobody revoked it.
            var kind = audience == StatusAudience.Loses && found[at].Kind == StatusChangeKind.Revoked ? StatusChangeKind.Exited : found[at].Kind;
            found[at] = found[at] with { Kind = kind, Audience = audience, OtherListType = other.Entry.ListType, OtherRegion = other.Entry.Region };
        }
    }

    private static void AddChanges(in EntryOnDay before, in EntryOnDay after, bool isCorrected, List<StatusChange> found)
    {
        if (!before.IsThere && KindOfNew(after.State) is null)
        {
            // Nor are its objections and exemptions.
            return;
        }

        if (KindOf(before, after) is { } kind)
        {
            found.Add(Make(kind, before, after));
        }
        else if (before.IsThere && after.IsThere && !after.SaysTheSame(before))
        {
            found.Add(Make(isCorrected ? StatusChangeKind.Corrected : StatusChangeKind.Changed, before, after));
        }

        AddFacts(before, after, found);
        AddIncentive(before, after, found);
    }

    // Null: the life of the entry went on as it was.
    private static StatusChangeKind? KindOf(in EntryOnDay before, in EntryOnDay after)
    {
        var (was, now) = (Life(before.State), Life(after.State));
        if (was == now)
        {
            return null;
        }

        return was == EntryState.Unspecified ? KindOfNew(now) : now switch
        {
            EntryState.Unspecified => before.IsLive ? before.Unit == default ? StatusChangeKind.Revoked : StatusChangeKind.Exited : null,
            EntryState.Revoked => StatusChangeKind.Revoked,
            EntryState.Repaired => StatusChangeKind.Repaired,
            EntryState.Monitored => StatusChangeKind.MonitoringStarted,
            EntryState.Exited => was == EntryState.Monitored ? StatusChangeKind.MonitoringEnded : StatusChangeKind.Exited,
            EntryState.Expired => StatusChangeKind.Expired,
            EntryState.Suspended => StatusChangeKind.Suspended,
            EntryState.Active when was is EntryState.Pending or EntryState.Grace => StatusChangeKind.Effective,
            _ => was == EntryState.Suspended ? StatusChangeKind.Resumed : StatusChangeKind.Changed,
        };
    }

    // What is over when it is first heard of (an old entry loaded late) is no news to anybody who acts on the stream.
    private static StatusChangeKind? KindOfNew(EntryState now) =>
        now is EntryState.Revoked or EntryState.Repaired or EntryState.Expired or EntryState.Exited ? null : StatusChangeKind.Listed;

    // Being held back is no part of an entry's own life.
    private static EntryState Life(EntryState state) => state == EntryState.Held ? EntryState.Active : state;

    private static void AddFacts(in EntryOnDay before, in EntryOnDay after, List<StatusChange> found)
    {
        if (!before.IsDisputed && after.IsDisputed && after.State != EntryState.Suspended)
        {
            found.Add(Make(StatusChangeKind.Disputed, before, after));
        }

        if (after.HasExemptionBeyond(before))
        {
            found.Add(Make(StatusChangeKind.Exempted, before, after));
        }

        if (before.HasExemptionBeyond(after))
        {
            found.Add(Make(StatusChangeKind.ExemptionEnded, before, after));
        }
    }

    private static void AddIncentive(in EntryOnDay before, in EntryOnDay after, List<StatusChange> found)
    {
        var (granted, grants) = (before is { IsRed: true, State: EntryState.Active }, after is { IsRed: true, State: EntryState.Active });
        if (granted != grants)
        {
            found.Add(Make(grants ? StatusChangeKind.IncentiveGranted : StatusChangeKind.IncentiveStopped, before, after));
        }
    }

    private static StatusChange Make(StatusChangeKind kind, in EntryOnDay before, in EntryOnDay after)
    {
        var known = after.IsThere ? after : before;
        return new StatusChange
        {
            Kind = kind,
            EntryId = known.Id,
            ListType = known.Entry.ListType,
            Region = known.Entry.Region,
            Previous = before.State,
            State = after.State,
            Unit = known.Unit,
            Role = known.Role,
        };
    }
}
