using CreditQuery.Index.Records;
using CreditQuery.Protos.V1;
using CreditQuery.Rules.Records;
using IdentifierKinds = CreditQuery.Rules.Subjects.IdentifierKinds;

namespace CreditQuery.Index.Apply;

/// <summary>put_alias and remove_alias.</summary>
internal static class AliasChanges
{
    /// <summary>Makes one identifier lead to another's record; what is known under it moves in the same revision.</summary>
    public static ChangeOutcome Put(WorkingSet set, PutAlias change)
    {
        var (aliasKey, targetKey) = (WorkingSet.KeyOf(change.Alias), WorkingSet.KeyOf(change.Target));
        var alias = set.At(aliasKey);
        if (alias.Alias is { IsRemoved: false } present)
        {
            return present.Target == targetKey ? Outcomes.NoChange : Outcomes.Refused(RefusalReason.AliasConflict, "alias has another target");
        }

        if (Refuse(set, alias, set.At(targetKey)) is { } refusal)
        {
            return refusal;
        }

        var target = set.FindOrCreate(targetKey);
        if (alias.HasSubject)
        {
            SubjectMerge.Move(set, alias, target);
        }
        else
        {
            alias.SetAlias(target.Key);
        }

        LinkEnds.AddAlias(target.Subject, aliasKey);
        target.MarkChanged();
        return Outcomes.Applied;
    }

    /// <summary>Ends an alias; a tombstone stays, so that no pinned check misses it.</summary>
    public static ChangeOutcome Remove(WorkingSet set, RemoveAlias change)
    {
        var key = WorkingSet.KeyOf(change.Alias);
        var alias = set.At(key);
        if (alias.Alias is not { IsRemoved: false } present)
        {
            return Outcomes.Refused(RefusalReason.NoSuchObject, "alias");
        }

        var target = set.At(present.Target);
        LetGo(alias, target);

        // The organisation code in a unified code names whom that names, unless it is the target's own as well.
        if (LinkEnds.InnerAliasOf(set, key, target.Key) is { } inner && inner != LinkEnds.InnerAliasOf(set, target.Key, target.Key))
        {
            LetGo(inner, target);
        }

        return Outcomes.Applied;
    }

    private static void LetGo(WorkingRecord alias, WorkingRecord target)
    {
        alias.SetAlias(target.Key, removed: true);
        if (target.HasSubject && target.Subject.Links.RemoveAll(l => l.Value.Kind == LinkKind.Alias && l.Value.Other == alias.Key) > 0)
        {
            target.MarkChanged();
        }
    }

    private static ChangeOutcome? Refuse(WorkingSet set, WorkingRecord alias, WorkingRecord target)
    {
        if (alias.Key == target.Key || target.Alias is not null)
        {
            return Outcomes.Refused(RefusalReason.AliasConflict, alias.Key == target.Key ? "alias of itself" : "target is an alias");
        }

        if (alias.IsErased || target.IsErased)
        {
            return Outcomes.Refused(RefusalReason.Erased);
        }

        if (!IdentifierKinds.AgreesWith(set.IsPerson(alias.Key, alias), set.IsPerson(target.Key, target)))
        {
            return Outcomes.Refused(RefusalReason.WrongKind);
        }

        // Of a unit under its bare organisation code its own record is what the target would be.
        if (set.Find(target.Key) is { IsErased: true })
        {
            return Outcomes.Refused(RefusalReason.Erased);
        }

        if (alias.HasSubject && set.Find(target.Key) is { } known && known.Key != alias.Key && SubjectMerge.Contradict(alias.Subject, known.Subject))
        {
            return Outcomes.Refused(RefusalReason.AliasConflict, "both hold an entry or commitment of the same id with different facts");
        }

        var full = target.HasSubject
            && (target.Subject.Links.Count >= SubjectRecord.MaxItems || (alias.HasSubject && !SubjectMerge.Fits(alias.Subject, target.Subject)));
        return full ? Outcomes.Refused(RefusalReason.TooMany, "more than 256 entries or links together: unlink those that ended long ago") : null;
    }
}
