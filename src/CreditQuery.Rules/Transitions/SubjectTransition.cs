using CreditQuery.Rules.Records;

namespace CreditQuery.Rules.Transitions;

/// <summary>Tells what happened to a subject apart from its entries: grades, roles, successors, aliases, and what the record says of it.</summary>
internal static class SubjectTransition
{
    /// <summary>Adds what happened.</summary>
    /// <param name="before">The record before.</param>
    /// <param name="after">The record after.</param>
    /// <param name="found">Receives the changes.</param>
    public static void Add(in RecordOnDay before, in RecordOnDay after, List<StatusChange> found)
    {
        var region = after.Exists ? after.View.Header.Region : before.Exists ? before.View.Header.Region : 0;
        AddIf(GradesBeyond(before, after) || GradesBeyond(after, before), StatusChangeKind.GradeChanged, region, found);
        AddIf(LinksBeyond(before, after, IsRole) || LinksBeyond(after, before, IsRole), StatusChangeKind.LinkChanged, region, found);
        AddIf(LinksBeyond(before, after, IsSuccession) || LinksBeyond(after, before, IsSuccession), StatusChangeKind.SuccessorLinked, region, found);
        if (before.Exists && after.Exists)
        {
            AddIf(LinksBeyond(before, after, static kind => kind == LinkKind.Alias), StatusChangeKind.AliasMerged, region, found);
            AddIf(!SaysTheSame(before.View, after.View), StatusChangeKind.Changed, region, found);
        }
    }

    private static void AddIf(bool happened, StatusChangeKind kind, int region, List<StatusChange> found)
    {
        if (happened)
        {
            found.Add(new StatusChange { Kind = kind, Region = region });
        }
    }

    private static bool SaysTheSame(in SubjectView before, in SubjectView after)
    {
        ref readonly var was = ref before.Header;
        ref readonly var now = ref after.Header;
        return was.Kind == now.Kind && was.Region == now.Region && was.Industry == now.Industry && was.EstablishedOn == now.EstablishedOn
            && was.SealedName == now.SealedName && was.Flags == now.Flags && SameCommitments(before, after);
    }

    private static bool SameCommitments(in SubjectView before, in SubjectView after)
    {
        var was = before.Commitments;
        var now = after.Commitments;
        for (var i = 0; i < was.Length && was.Length == now.Length; i++)
        {
            if (was[i].IdHash != now[i].IdHash || was[i].State != now[i].State || was[i].DueOn != now[i].DueOn || was[i].EndedOn != now[i].EndedOn)
            {
                return false;
            }
        }

        return was.Length == now.Length;
    }

    // Something of the second counts that does not count of the first.
    private static bool GradesBeyond(in RecordOnDay first, in RecordOnDay second)
    {
        if (!second.Exists)
        {
            return false;
        }

        foreach (ref readonly var grade in second.View.Grades)
        {
            if (IsInForce(grade, second.Day) && !HasGrade(first, grade))
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasGrade(in RecordOnDay record, in GradeRecord wanted)
    {
        if (!record.Exists)
        {
            return false;
        }

        foreach (ref readonly var grade in record.View.Grades)
        {
            if (grade.Scheme == wanted.Scheme && grade.Value == wanted.Value && grade.IsRating == wanted.IsRating && IsInForce(grade, record.Day))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsInForce(in GradeRecord grade, int day) => grade.GradedOn <= day && day <= grade.ValidTo;

    private static bool IsRole(LinkKind kind) => kind is LinkKind.Person or LinkKind.Unit;

    private static bool IsSuccession(LinkKind kind) => kind is LinkKind.Successor or LinkKind.Predecessor;

    private static bool LinksBeyond(in RecordOnDay first, in RecordOnDay second, Func<LinkKind, bool> isMeant)
    {
        if (!second.Exists)
        {
            return false;
        }

        foreach (ref readonly var link in second.View.Links)
        {
            if (isMeant(link.Kind) && IsInForce(link, second.Day) && !HasLink(first, link))
            {
                return true;
            }
        }

        return false;
    }

    private static bool HasLink(in RecordOnDay record, in LinkRecord wanted)
    {
        if (!record.Exists)
        {
            return false;
        }

        foreach (ref readonly var link in record.View.Links)
        {
            if (link.Kind == wanted.Kind && link.Other == wanted.Other && link.Role == wanted.Role && IsInForce(link, record.Day))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsInForce(in LinkRecord link, int day) => link.From <= day && day <= link.To;
}
