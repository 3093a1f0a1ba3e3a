using CreditQuery.Rules.Checks;
using CreditQuery.Rules.Periods;
using CreditQuery.Rules.Subjects;
using Field = CreditQuery.Protos.V1.AppliedMeasure;
using FieldOfBatch = CreditQuery.Protos.V1.BatchMeasure;
using Role = CreditQuery.Rules.Subjects.Role;
using RuleMeasure = CreditQuery.Rules.Checks.AppliedMeasure;

namespace CreditQuery.Server.Checks.Wire;

/// <summary>Writes measures of an answer; see <see cref="AnswerWriter"/>.</summary>
internal static class MeasureWriter
{
    /// <summary>Writes measures of a single check or a party.</summary>
    /// <param name="field">Number of the field.</param>
    /// <param name="measures">Measures or references of the answer.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="scope">Catalogue, cipher, whether to explain.</param>
    /// <param name="target">Receives them in the same order.</param>
    public static void Write(int field, ReadOnlySpan<RuleMeasure> measures, CheckAnswer answer, in WriteScope scope, MessageBytes target)
    {
        foreach (ref readonly var measure in measures)
        {
            var start = target.Open(field);
            Write(measure, answer, scope, target);
            target.Close(start);
        }
    }

    /// <summary>Writes measures of one answer of a batch.</summary>
    /// <param name="field">Number of the field.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="catalogue">Bytes of the catalogue that answered.</param>
    /// <param name="target">Receives them in the same order.</param>
    public static void Write(int field, CheckAnswer answer, CatalogueBytes catalogue, MessageBytes target)
    {
        foreach (ref readonly var measure in answer.Measures)
        {
            var start = target.Open(field);
            target.Fields(catalogue[measure.Measure].Code);
            target.Number(FieldOfBatch.StateFieldNumber, (ulong)measure.State);
            target.Text(FieldOfBatch.EntryIdFieldNumber, answer.EntryId(measure));
            target.Flag(FieldOfBatch.DisputedFieldNumber, measure.DisputedSince != CivilDay.None);
            target.Close(start);
        }
    }

    private static void Write(in RuleMeasure measure, CheckAnswer answer, in WriteScope scope, MessageBytes target)
    {
        ref readonly var ready = ref scope.Catalogue[measure.Measure];
        target.Fields(ready.Code);
        target.Fields(ready.NameAndKind);
        target.Number(Field.ObligationFieldNumber, (ulong)measure.Obligation);
        target.Number(Field.EffectFieldNumber, (ulong)measure.Effect);
        target.Number(Field.StateFieldNumber, (ulong)measure.State);
        target.Text(Field.EntryIdFieldNumber, answer.EntryId(measure));
        if (measure.ListType >= 0)
        {
            target.Fields(scope.Catalogue.ListType(measure.ListType));
        }

        WriteOrigin(measure, scope, target);
        target.Text(Field.ExemptionIdFieldNumber, answer.ExemptionId(measure));
        target.Day(Field.ValidUntilFieldNumber, measure.ValidUntil);
        target.Fields(ready.Parameters);
        if (scope.Explain)
        {
            target.Fields(ready.LegalBases);
        }

        target.Flag(Field.InheritedFieldNumber, measure.Inherited);
    }

    private static void WriteOrigin(in RuleMeasure measure, in WriteScope scope, MessageBytes target)
    {
        if (measure.ViaRole != Role.Unspecified)
        {
            var start = target.Open(Field.ViaFieldNumber);
            target.Number(Via.RoleFieldNumber, (ulong)measure.ViaRole);
            target.Text(Via.SubjectMaskFieldNumber, IdentifierMask.Of(scope.Cipher.Unseal(measure.ViaUnit)));
            target.Close(start);
        }

        if (measure.DisputedSince != CivilDay.None)
        {
            var start = target.Open(Field.DisputedFieldNumber);
            target.Day(Disputed.SinceFieldNumber, measure.DisputedSince);
            target.Day(Disputed.ReplyDueFieldNumber, measure.DisputedReplyDue);
            target.Close(start);
        }
    }
}
