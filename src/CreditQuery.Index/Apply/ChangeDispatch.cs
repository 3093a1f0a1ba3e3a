using CreditQuery.Protos.V1;

namespace CreditQuery.Index.Apply;

/// <summary>Leads each kind of change to its handler.</summary>
internal static class ChangeDispatch
{
    /// <summary>Decides one change and, where it is accepted, makes it in the working set.</summary>
    /// <exception cref="UnappliableException">The change cannot be applied at all.</exception>
    public static ChangeOutcome Apply(WorkingSet set, Change change) => change.ChangeCase switch
    {
        Change.ChangeOneofCase.PutEntry => EntryChanges.Put(set, change.PutEntry),
        Change.ChangeOneofCase.PutSubject => SubjectChanges.Put(set, change.PutSubject),
        Change.ChangeOneofCase.CorrectEntry => EntryChanges.Correct(set, change.CorrectEntry),
        Change.ChangeOneofCase.ExitEntry => EntryEndings.Exit(set, change.ExitEntry),
        Change.ChangeOneofCase.RepairEntry => EntryEndings.Repair(set, change.RepairEntry),
        Change.ChangeOneofCase.RevokeEntry => EntryEndings.Revoke(set, change.RevokeEntry),
        Change.ChangeOneofCase.StayEntry => SuspensionChanges.Stay(set, change.StayEntry),
        Change.ChangeOneofCase.EndStay => SuspensionChanges.EndStay(set, change.EndStay),
        Change.ChangeOneofCase.OpenObjection => SuspensionChanges.OpenObjection(set, change.OpenObjection),
        Change.ChangeOneofCase.CloseObjection => SuspensionChanges.CloseObjection(set, change.CloseObjection),
        Change.ChangeOneofCase.GrantExemption => ExemptionChanges.Grant(set, change.GrantExemption),
        Change.ChangeOneofCase.UseExemption => ExemptionChanges.Use(set, change.UseExemption),
        Change.ChangeOneofCase.ReleaseExemption => ExemptionChanges.Release(set, change.ReleaseExemption),
        Change.ChangeOneofCase.RevokeExemption => ExemptionChanges.Revoke(set, change.RevokeExemption),
        Change.ChangeOneofCase.SetGrace => SuspensionChanges.SetGrace(set, change.SetGrace),
        Change.ChangeOneofCase.LinkPerson => PersonLinkChanges.Link(set, change.LinkPerson),
        Change.ChangeOneofCase.UnlinkPerson => PersonLinkChanges.Unlink(set, change.UnlinkPerson),
        Change.ChangeOneofCase.LinkSuccessor => SuccessorChanges.Link(set, change.LinkSuccessor),
        Change.ChangeOneofCase.PutAlias => AliasChanges.Put(set, change.PutAlias),
        Change.ChangeOneofCase.RemoveAlias => AliasChanges.Remove(set, change.RemoveAlias),
        Change.ChangeOneofCase.PutGrade => GradeChanges.PutGrade(set, change.PutGrade),
        Change.ChangeOneofCase.PutRating => GradeChanges.PutRating(set, change.PutRating),
        Change.ChangeOneofCase.PutBehaviour => ConductChanges.PutBehaviour(set, change.PutBehaviour),
        Change.ChangeOneofCase.PutCommitment => ConductChanges.PutCommitment(set, change.PutCommitment),
        Change.ChangeOneofCase.KeepCommitment => ConductChanges.Keep(set, change.KeepCommitment),
        Change.ChangeOneofCase.BreakCommitment => ConductChanges.Break(set, change.BreakCommitment),
        Change.ChangeOneofCase.PutSource => SourceChanges.PutSource(set, change.PutSource),
        Change.ChangeOneofCase.PutCatalogue => CatalogueChanges.Put(set, change.PutCatalogue),
        Change.ChangeOneofCase.AdoptMeasure => SourceChanges.Adopt(set, change.AdoptMeasure),
        Change.ChangeOneofCase.ResolveQuarantine => CatalogueChanges.Resolve(set, change.ResolveQuarantine),
        Change.ChangeOneofCase.EraseSubject => SubjectChanges.Erase(set, change.EraseSubject),

        // A kind of a later version leaves unknown fields; an empty change leaves nothing.
        _ => change.CalculateSize() > 0 ? throw new UpgradeNeededException(set.Revision) : throw new UnappliableException("A change is empty."),
    };
}
