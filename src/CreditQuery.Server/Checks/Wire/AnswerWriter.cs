using CreditQuery.Rules.Checks;
using CreditQuery.Rules.Subjects;
using CreditQuery.Server.Errors;
using Google.Protobuf;
using BatchResult = CreditQuery.Protos.V1.BatchItemResult;
using Reply = CreditQuery.Protos.V1.CheckSubjectResponse;
using ReplyOfParty = CreditQuery.Protos.V1.PartyResult;

namespace CreditQuery.Server.Checks.Wire;

/// <summary>Writes answers as the bytes of their messages, without making the messages.</summary>
/// <remarks>Byte for byte what the generated code writes (AnswerWriterTests); the numbers of the rules' enums are those of the contract.</remarks>
internal static class AnswerWriter
{
    /// <summary>Writes what stands before the answer of a single check, and does not need it.</summary>
    /// <param name="checkMs">Log time of the answer, milliseconds since the Unix epoch.</param>
    /// <param name="requestId">The caller's own id, UTF-8.</param>
    /// <param name="target">Receives it.</param>
    public static void Head(long checkMs, ReadOnlySpan<byte> requestId, MessageBytes target)
    {
        CheckId.Write(checkMs, target.Room(Reply.CheckIdFieldNumber, CheckId.Length));
        target.Text(Reply.RequestIdFieldNumber, requestId);
    }

    /// <summary>Writes the answer of a single check, up to its parties.</summary>
    /// <param name="check">Plan, answer and findings.</param>
    /// <param name="scope">Catalogue, cipher, whether to explain.</param>
    /// <param name="target">Receives it.</param>
    public static void Begin(in AnsweredCheck check, in WriteScope scope, MessageBytes target)
    {
        var answer = check.Answer;
        target.Number(Reply.ConclusionFieldNumber, (ulong)answer.Conclusion);
        target.Set(Reply.IndeterminateReasonsFieldNumber, (uint)answer.Reasons);
        target.Number(Reply.IdentityFieldNumber, (ulong)answer.Identity);
        target.Set(Reply.IdentifierFindingsFieldNumber, (uint)check.Findings);
        MeasureWriter.Write(Reply.MeasuresFieldNumber, answer.Measures, answer, scope, target);
        MeasureWriter.Write(Reply.ReferencesFieldNumber, answer.References, answer, scope, target);
        target.Number(Reply.ThreeCleanYearsFieldNumber, (ulong)answer.CleanYears);
        target.Day(Reply.CleanSinceFieldNumber, answer.CleanSince);
        AdviceWriter.Write(check.Plan, answer, target);
    }

    /// <summary>Writes the answer about one party.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="role">Role of the request.</param>
    /// <param name="findings">What was noticed about the identifier.</param>
    /// <param name="scope">Catalogue, cipher, whether to explain.</param>
    /// <param name="target">Receives it.</param>
    public static void Party(CheckAnswer answer, string role, IdentifierFindings findings, in WriteScope scope, MessageBytes target)
    {
        var start = target.Open(Reply.PartyResultsFieldNumber);
        target.Text(ReplyOfParty.RoleFieldNumber, role);
        target.Number(ReplyOfParty.ConclusionFieldNumber, (ulong)answer.Conclusion);
        target.Set(ReplyOfParty.IndeterminateReasonsFieldNumber, (uint)answer.Reasons);
        target.Number(ReplyOfParty.IdentityFieldNumber, (ulong)answer.Identity);
        target.Set(ReplyOfParty.IdentifierFindingsFieldNumber, (uint)findings);
        MeasureWriter.Write(ReplyOfParty.MeasuresFieldNumber, answer.Measures, answer, scope, target);
        AdviceWriter.Ratings(ReplyOfParty.RatingsFieldNumber, answer, target);
        target.Close(start);
    }

    /// <summary>Writes what follows the parties.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="explanation">The explanation; null if none is wanted.</param>
    /// <param name="freshness">The whole field.</param>
    /// <param name="target">Receives it.</param>
    public static void End(CheckAnswer answer, IMessage? explanation, ReadOnlySpan<byte> freshness, MessageBytes target)
    {
        if (explanation is not null)
        {
            target.Message(Reply.ExplanationFieldNumber, explanation);
        }

        target.Fields(freshness);
        if (answer.NextChangeAt is { } next)
        {
            target.Instant(Reply.NextChangeAtFieldNumber, next);
        }
    }

    /// <summary>Writes the answer to a check that could not be answered.</summary>
    /// <param name="requestId">The caller's own id, UTF-8.</param>
    /// <param name="fault">Why not.</param>
    /// <param name="target">Receives it.</param>
    public static void Fault(ReadOnlySpan<byte> requestId, in FieldViolation fault, MessageBytes target)
    {
        target.Text(Reply.RequestIdFieldNumber, requestId);
        target.Message(Reply.ErrorFieldNumber, CheckRunner.ErrorOf(fault));
    }

    /// <summary>Writes one answer of a batch, fields of its message alone.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="catalogue">Bytes of the catalogue that answered.</param>
    /// <param name="target">Receives it.</param>
    public static void Item(CheckAnswer answer, CatalogueBytes catalogue, MessageBytes target)
    {
        target.Number(BatchResult.ConclusionFieldNumber, (ulong)answer.Conclusion);
        target.Number(BatchResult.IdentityFieldNumber, (ulong)answer.Identity);
        MeasureWriter.Write(BatchResult.MeasuresFieldNumber, answer, catalogue, target);
        if (answer.NextChangeAt is { } next)
        {
            target.Instant(BatchResult.NextChangeAtFieldNumber, next);
        }

        target.Set(BatchResult.IndeterminateReasonsFieldNumber, (uint)answer.Reasons);
    }
}
