using CreditQuery.Index.Records;
using CreditQuery.Rules.Periods;
using CreditQuery.Rules.Records;
using CreditQuery.Rules.Subjects;

namespace CreditQuery.Index.Apply;

/// <summary>Keeps both ends of links in step.</summary>
internal static class LinkEnds
{
    /// <summary>The kind that the other end holds.</summary>
    public static LinkKind Opposite(LinkKind kind) => kind switch
    {
        LinkKind.Person => LinkKind.Unit,
        LinkKind.Unit => LinkKind.Person,
        LinkKind.Successor => LinkKind.Predecessor,
        LinkKind.Predecessor => LinkKind.Successor,
        _ => LinkKind.Unspecified,
    };

    /// <summary>Takes away every link of a record at its other ends, and leaves tombstones of its aliases.</summary>
    public static void RemoveAll(WorkingSet set, WorkingRecord record)
    {
        foreach (var link in record.Subject.Links)
        {
            var other = set.At(link.Value.Other);
            if (link.Value.Kind == LinkKind.Alias)
            {
                other.SetAlias(record.Key, removed: true);
            }
            else if (other.HasSubject)
            {
                other.Subject.Links.RemoveAll(l => l.Value.Other == record.Key && l.Value.Kind == Opposite(link.Value.Kind));
                PersonalExemptions.Remove(set, other, record);
                other.MarkChanged();
            }
        }

        if (InnerAliasOf(set, record.Key, record.Key) is { } inner)
        {
            inner.SetAlias(record.Key, removed: true);
        }
    }

    /// <summary>Lets every other end of a record's links name another record, because this one moves there.</summary>
    public static void Redirect(WorkingSet set, WorkingRecord record, WorkingRecord to)
    {
        foreach (var link in record.Subject.Links)
        {
            var other = set.At(link.Value.Other);
            if (link.Value.Kind == LinkKind.Alias)
            {
                other.SetAlias(to.Key);
            }
            else if (other.HasSubject && other.Key != to.Key)
            {
                RedirectEnd(other, record.Key, to.Key, Opposite(link.Value.Kind));
            }
        }

        if (InnerAliasOf(set, record.Key, record.Key) is { } inner)
        {
            // The organisation code of another unified code than the target's own: the target has to know of it.
            inner.SetAlias(to.Key);
            AddAlias(to.Subject, inner.Key);
        }
    }

    /// <summary>Notes at a record that a key is its alias.</summary>
    public static void AddAlias(SubjectRecord target, SubjectKey alias) =>
        target.Links.Add(new Texted<LinkRecord>(new LinkRecord { Other = alias, To = CivilDay.Never, Kind = LinkKind.Alias }, []));

    /// <summary>The alias of the organisation code in a unified code, if it leads to a subject.</summary>
    public static WorkingRecord? InnerAliasOf(WorkingSet set, SubjectKey unified, SubjectKey target)
    {
        var inner = set.Cipher.Unseal(unified).InnerOrgCode();
        var alias = inner == default ? null : set.At(set.Cipher.Seal(inner));
        return alias?.Alias is { IsRemoved: false } found && found.Target == target ? alias : null;
    }

    private static void RedirectEnd(WorkingRecord other, SubjectKey from, SubjectKey to, LinkKind kind)
    {
        var links = other.Subject.Links;
        for (var i = links.Count - 1; i >= 0; i--)
        {
            var end = links[i].Value;
            if (end.Other != from || end.Kind != kind)
            {
                continue;
            }

            if (links.Exists(l => l.Value.Other == to && l.Value.Kind == kind && l.Value.Role == end.Role && l.Value.From == end.From))
            {
                links.RemoveAt(i);
            }
            else
            {
                links[i].Value.Other = to;
            }

            other.MarkChanged();
        }
    }
}
