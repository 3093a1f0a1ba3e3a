using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Periods;
using CreditQuery.Rules.Records;

namespace CreditQuery.Rules.Checks;

/// <summary>Computes the state of an entry on a day from its dated facts.</summary>
/// <remarks>REVOKED &gt; REPAIRED &gt; MONITORED &gt; EXITED &gt; EXPIRED &gt; SUSPENDED &gt; GRACE/PENDING &gt; ACTIVE. HELD is not a state of the entry
/// alone: see <see cref="HasAdverse"/>. Pure; allocates nothing. Source: architecture, chapter 4.</remarks>
public static class EntryStates
{
    /// <summary>Computes the state.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="owner">Position under which facts name it: its index, or for slots EntryCount + index.</param>
    /// <param name="facts">All facts of the record.</param>
    /// <param name="listType">Its list type; null if the catalogue has none, then objections only mark.</param>
    /// <param name="days">The days.</param>
    /// <returns>Never unspecified, never held.</returns>
    public static EntryState StateOf(in EntryRecord entry, int owner, ReadOnlySpan<EntryFact> facts, ListTypeDefinition? listType, CheckDays days) =>
        StateOn(entry, owner, facts, listType, days.Region, days.AsOf, days.Known);

    /// <summary>The next civil day on which time alone gives the entry another state.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="owner">As for <see cref="StateOf"/>.</param>
    /// <param name="facts">All facts of the record.</param>
    /// <param name="listType">Its list type; null if the catalogue has none.</param>
    /// <param name="days">The days. If the day asked about is past, only a repair or revocation still to come changes anything.</param>
    /// <param name="limit">A day from which on nothing is asked: a change there, or later, need not be told exactly. Never: told exactly.</param>
    /// <returns>A day after <see cref="CheckDays.Known"/>; Never if there is none; any day from <paramref name="limit"/> on if there is none before it.</returns>
    public static int NextChange(
        in EntryRecord entry, int owner, ReadOnlySpan<EntryFact> facts, ListTypeDefinition? listType, CheckDays days, int limit = CivilDay.Never)
    {
        return NextChangeFrom(StateOf(entry, owner, facts, listType, days), entry, owner, facts, listType, days, limit);
    }

    /// <summary>The same, for an entry whose state on the day asked about is known.</summary>
    internal static int NextChangeFrom(
        EntryState current, in EntryRecord entry, int owner, ReadOnlySpan<EntryFact> facts, ListTypeDefinition? listType, CheckDays days, int limit)
    {
        if (days.AsOf < days.Today)
        {
            return Math.Min(After(entry.RevokedOn, days.Today), After(entry.RepairedOn, days.Today));
        }

        var day = NextBoundary(entry, owner, facts, days.AsOf);
        while (day < limit && StateOn(entry, owner, facts, listType, days.Region, day, day) == current)
        {
            day = NextBoundary(entry, owner, facts, day);
        }

        return day;
    }

    /// <summary>Tells whether an adverse public entry of the subject itself is active or in its grace period: then its incentives are held.</summary>
    /// <param name="view">The record.</param>
    /// <param name="catalogue">The catalogue.</param>
    /// <param name="days">The days.</param>
    /// <returns>True for HELD.</returns>
    /// <remarks>Any field, any region: 000 二(一) compares with the lists of all other fields.</remarks>
    public static bool HasAdverse(in SubjectView view, Catalogue catalogue, CheckDays days)
    {
        ArgumentNullException.ThrowIfNull(catalogue);
        var entries = view.Entries;
        for (var index = 0; index < entries.Length; index++)
        {
            ref readonly var entry = ref entries[index];
            if (catalogue.ListTypeOf(entry) is { } listType && CanHold(listType)
                && listType.InForce.Covers(days.AsOf)
                && StateOf(entry, index, view.Facts, listType, days) is EntryState.Active or EntryState.Grace)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Entries of the list hold incentives back while it is in force: it is adverse, and kept by an authority.</summary>
    /// <param name="listType">The list.</param>
    /// <returns>Whether <see cref="HasAdverse"/> counts it.</returns>
    public static bool CanHold(ListTypeDefinition listType) => listType is { Adverse: true, Authority: AuthorityClass.Public };

    private static EntryState StateOn(in EntryRecord entry, int owner, ReadOnlySpan<EntryFact> facts, ListTypeDefinition? listType, int region, int day, int known)
    {
        if (entry.RevokedOn <= known)
        {
            return EntryState.Revoked;
        }

        if (entry.RepairedOn <= known)
        {
            return EntryState.Repaired;
        }

        if (entry.ExitedOn <= day)
        {
            return entry.MonitorTo >= day ? EntryState.Monitored : EntryState.Exited;
        }

        if (entry.ValidTo < day)
        {
            return EntryState.Expired;
        }

        if (facts.Length > 0 && IsSuspended(entry, owner, facts, listType, region, day))
        {
            return EntryState.Suspended;
        }

        if ((entry.Flags & EntryFlags.PendingResolution) != 0 || entry.RectifyBy >= day)
        {
            return EntryState.Pending;
        }

        // Grace is told from the decision on, also where the first day is only the one after it (法发〔2019〕35号).
        if (entry.GraceTo >= day && (entry.ValidFrom <= day || (entry.DecidedOn != CivilDay.None && entry.DecidedOn <= day)))
        {
            return EntryState.Grace;
        }

        return entry.ValidFrom > day ? EntryState.Pending : EntryState.Active;
    }

    private static bool IsSuspended(in EntryRecord entry, int owner, ReadOnlySpan<EntryFact> facts, ListTypeDefinition? listType, int region, int day)
    {
        foreach (ref readonly var fact in facts)
        {
            if (fact.Owner != owner || fact.From > day || fact.To < day)
            {
                continue;
            }

            if (fact.Kind == FactKind.Stay
                || (fact.Kind == FactKind.Objection && listType is not null && listType.ObjectionSuspends(region == 0 ? entry.Region : region)))
            {
                return true;
            }
        }

        return false;
    }

    internal static int NextBoundary(in EntryRecord entry, int owner, ReadOnlySpan<EntryFact> facts, int day)
    {
        var next = Math.Min(Math.Min(After(entry.RevokedOn, day), After(entry.RepairedOn, day)), Math.Min(After(entry.ExitedOn, day), After(entry.ValidFrom, day)));
        next = Math.Min(next, Math.Min(AfterLast(entry.ValidTo, day), AfterLast(entry.MonitorTo, day)));
        next = Math.Min(next, Math.Min(AfterLast(entry.GraceTo, day), AfterLast(entry.RectifyBy, day)));
        next = Math.Min(next, After(entry.DecidedOn, day));
        foreach (ref readonly var fact in facts)
        {
            if (fact.Owner == owner && fact.Kind is FactKind.Stay or FactKind.Objection)
            {
                next = Math.Min(next, Math.Min(After(fact.From, day), AfterLast(fact.To, day)));
            }
        }

        return next;
    }

    private static int After(int first, int day) => first > day ? first : CivilDay.Never;

    private static int AfterLast(int last, int day) => last >= day && last != CivilDay.Never ? last + 1 : CivilDay.Never;
}
