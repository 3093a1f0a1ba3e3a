using System.Text;
using CreditQuery.Index.Records;
using CreditQuery.Protos.V1;
using CreditQuery.Rules.Periods;
using CreditQuery.Rules.Records;
using CreditQuery.Rules.Subjects;

namespace CreditQuery.Index.Apply;

/// <summary>link_successor; inherited entries follow from the links when the set is complete.</summary>
/// <remarks>Source: 003 七(一) (信用评价延续); the texts of a link are decision reference, reason and list types, each on a line.</remarks>
internal static class SuccessorChanges
{
    private const int MaxTextBytes = 8192;
    private const int MaxDepth = 16;

    /// <summary>Records the decision that a new subject continues an old one.</summary>
    public static ChangeOutcome Link(WorkingSet set, LinkSuccessor change)
    {
        if (change.DecisionRef.Length == 0)
        {
            return Outcomes.Refused(RefusalReason.MissingField, "decision_ref");
        }

        if (!Days.TryRead(change.From, CivilDay.None, out var from) || !Days.TryRead(change.To, CivilDay.Never, out var to) || to < from)
        {
            return Outcomes.Refused(RefusalReason.BadPeriod, "from, to");
        }

        if (change.Inherits.FirstOrDefault(code => set.Catalogue?.FindListType(code) is null) is not null)
        {
            return Outcomes.Refused(RefusalReason.UnknownListType, "inherits");
        }

        var successorKey = WorkingSet.KeyOf(change.Successor);
        if (Refuse(set, set.Find(change.Predecessor), set.Find(successorKey), successorKey) is { } refusal)
        {
            return refusal;
        }

        var texts = Encoding.UTF8.GetBytes($"{change.DecisionRef}\n{change.Reason}\n{string.Join(',', change.Inherits)}");
        if (texts.Length > MaxTextBytes)
        {
            return Outcomes.Refused(RefusalReason.TooMany, "inherits");
        }

        var predecessor = set.Find(change.Predecessor)!;
        var successor = set.FindOrCreate(successorKey);
        var link = new LinkRecord { Other = successor.Key, From = from, To = to, Kind = LinkKind.Successor };
        var changed = Put(predecessor, link, texts);
        (link.Other, link.Kind) = (predecessor.Key, LinkKind.Predecessor);
        return Outcomes.AppliedIf(Put(successor, link, texts) | changed);
    }

    private static ChangeOutcome? Refuse(WorkingSet set, WorkingRecord? predecessor, WorkingRecord? successor, SubjectKey successorKey)
    {
        if (predecessor is null)
        {
            return Outcomes.Refused(RefusalReason.NoSuchSubject, "predecessor");
        }

        if (predecessor.IsErased || successor is { IsErased: true })
        {
            return Outcomes.Refused(RefusalReason.Erased);
        }

        if (!IdentifierKinds.AgreesWith(set.IsPerson(predecessor.Key, predecessor), set.IsPerson(successorKey, successor)))
        {
            return Outcomes.Refused(RefusalReason.WrongKind);
        }

        if (predecessor.Key == (successor?.Key ?? successorKey) || Continues(set, predecessor, successor?.Key ?? successorKey, 0))
        {
            return Outcomes.Refused(RefusalReason.AlreadyExists, "the predecessor continues the successor");
        }

        // What is recorded already takes no more room when its days or lists are stated anew.
        var isKnown = successor is not null && predecessor.Subject.HasLink(LinkKind.Successor, successor.Key);
        var isFull = predecessor.Subject.Links.Count >= SubjectRecord.MaxItems || successor?.Subject.Links.Count >= SubjectRecord.MaxItems;
        return isFull && !isKnown ? Outcomes.Refused(RefusalReason.TooMany, "more than 256 links: unlink those that ended long ago") : null;
    }

    private static bool Continues(WorkingSet set, WorkingRecord record, SubjectKey other, int depth)
    {
        foreach (var link in record.Subject.Links)
        {
            if (link.Value.Kind == LinkKind.Predecessor
                && (link.Value.Other == other || depth >= MaxDepth || Continues(set, set.At(link.Value.Other), other, depth + 1)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Put(WorkingRecord record, LinkRecord link, byte[] texts)
    {
        var existing = record.Subject.Links.Find(l => l.Value.Kind == link.Kind && l.Value.Other == link.Other);
        if (existing is not null && existing.Value.From == link.From && existing.Value.To == link.To && existing.Texts.AsSpan().SequenceEqual(texts))
        {
            return false;
        }

        if (existing is null)
        {
            record.Subject.Links.Add(new Texted<LinkRecord>(link, texts));
        }
        else
        {
            (existing.Value.From, existing.Value.To, existing.Texts) = (link.From, link.To, texts);
        }

        record.MarkChanged();
        return true;
    }
}
