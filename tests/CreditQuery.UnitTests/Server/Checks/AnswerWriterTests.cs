using System.Text;
using CreditQuery.Index;
using CreditQuery.Protos.V1;
using CreditQuery.Rules.Subjects;
using CreditQuery.Server.Checks;
using CreditQuery.Server.Checks.Wire;
using CreditQuery.Server.Errors;
using CreditQuery.UnitTests.Rules.Support;
using Google.Protobuf;

namespace CreditQuery.UnitTests.Server.Checks;

/// <summary>The bytes written by hand are those of the generated code, for answers of every shape.</summary>
public sealed class AnswerWriterTests
{
    private const int Answers = 2000;
    private const long NowMs = 1_781_000_000_123;

    // Faults are messages of the generated code, legal bases too; no price table is loaded; no scenario of these has flags (written as the
    // allowed alternatives are); the runner writes the id of an item.
    private static readonly string[] NotInAnyAnswer =
    [
        "CheckSubjectResponse.error", "LegalBasis.in_force_to", "OtherAdvice.flags", "PricingAdvice.rate_delta_bps", "PricingAdvice.premium_delta_bps", "BatchItemResult.request_id", "BatchItemResult.error",
    ];

    private static readonly SubjectKeyCipher Cipher = new(RegistryKey.Generate());

    [Fact]
    public void Write_AnyAnswer_IsByteForByteTheMessage()
    {
        var seen = new HashSet<string>();
        for (var seed = 0; seed < Answers; seed++)
        {
            var random = new RandomAnswer(seed);
            var catalogue = seed % 2 == 0 ? TestCatalogues.Cn2026 : SmallCatalogue.Value;
            var check = new AnsweredCheck(random.Answer(catalogue), random.Plan(catalogue), (IdentifierFindings)(random.Number(1 << 8) << 1));
            var (explain, id, role) = (random.Flag, random.Word, random.Word);
            var party = random.Flag ? random.Answer(catalogue) : null;
            var freshness = new Freshness { Epoch = "0123456789abcdef", Revision = (ulong)seed };

            var bytes = Bytes(check, id, explain, party, role, freshness);

            var written = CheckSubjectResponse.Parser.ParseFrom(bytes);
            var expected = Message(check, id, explain, party, role, freshness);
            expected.CheckId = written.CheckId;
            Assert.Equal(CheckId.Length, written.CheckId.Length);
            Assert.True(expected.Equals(written), $"seed {seed}: {expected} expected, {written} written");
            Assert.True(expected.ToByteArray().AsSpan().SequenceEqual(bytes), $"seed {seed}: the message is the same, its bytes are not");
            SeenFields.Add(written, seen);
        }

        // A field that is added to the contract has to be written by hand too: the reference alone would not notice.
        Assert.Empty(SeenFields.Of(CheckSubjectResponse.Descriptor).Except(seen).Except(NotInAnyAnswer));
    }

    [Fact]
    public void Item_AnyAnswer_IsByteForByteTheMessage()
    {
        var target = new MessageBytes();
        var seen = new HashSet<string>();
        for (var seed = 0; seed < Answers; seed++)
        {
            var random = new RandomAnswer(seed);
            var catalogue = seed % 2 == 0 ? TestCatalogues.Cn2026 : SmallCatalogue.Value;
            var (answer, plan) = (random.Answer(catalogue), random.Plan(catalogue));
            target.Clear();

            AnswerWriter.Item(answer, CatalogueBytes.Of(catalogue), target);

            var expected = new BatchItemResult();
            ReferenceAnswer.Write(answer, plan, expected);
            Assert.True(expected.ToByteArray().AsSpan().SequenceEqual(target.Written), $"seed {seed}: {expected}");
            SeenFields.Add(expected, seen);
        }

        Assert.Empty(SeenFields.Of(BatchItemResult.Descriptor).Except(seen).Except(NotInAnyAnswer));
    }

    [Fact]
    public void Fault_IsByteForByteTheMessage()
    {
        var target = new MessageBytes();
        var fault = new FieldViolation("scenario", ErrorReason.UnknownScenario, "The catalogue has no such scenario.");

        AnswerWriter.Fault("s-1"u8, fault, target);

        Assert.Equal(new CheckSubjectResponse { RequestId = "s-1", Error = CheckRunner.ErrorOf(fault) }.ToByteArray(), target.Written.ToArray());
    }

    [Fact]
    public void Close_AnyLength_WritesTheLengthBeforeTheContent()
    {
        foreach (var length in (int[])[0, 1, 125, 126, 127, 128, 129, 16_380, 16_384, 20_000, 3_000_000])
        {
            var target = new MessageBytes();
            var text = new string('t', length);

            var start = target.Open(Explanation.WhyFieldNumber);
            target.Text(MeasureReason.RepairFieldNumber, text);
            target.Close(start);

            var expected = new Explanation { Why = { new MeasureReason { Repair = text } } };
            Assert.True(expected.ToByteArray().AsSpan().SequenceEqual(target.Written), $"{length}");
            target.Release();
        }
    }

    private static byte[] Bytes(
        in AnsweredCheck check, string id, bool explain, CreditQuery.Rules.Checks.CheckAnswer? party, string role, Freshness freshness)
    {
        var target = new MessageBytes();
        var scope = new WriteScope(CatalogueBytes.Of(check.Plan.Catalogue), Cipher, explain);
        AnswerWriter.Head(NowMs, Encoding.UTF8.GetBytes(id), target);
        AnswerWriter.Begin(check, scope, target);
        if (party is not null)
        {
            AnswerWriter.Party(party, role, check.Findings, scope, target);
        }

        AnswerWriter.End(check.Answer, explain ? new Explanation() : null, new CheckSubjectResponse { Freshness = freshness }.ToByteArray(), target);
        return target.Written.ToArray();
    }

    private static CheckSubjectResponse Message(
        in AnsweredCheck check, string id, bool explain, CreditQuery.Rules.Checks.CheckAnswer? party, string role, Freshness freshness)
    {
        var scope = new MapScope(check.Plan.Catalogue, Cipher, explain);
        var message = new CheckSubjectResponse { RequestId = id, Freshness = freshness, Explanation = explain ? new Explanation() : null };
        ReferenceAnswer.Write(check.Answer, check.Plan, check.Findings, scope, message);
        if (party is not null)
        {
            message.PartyResults.Add(ReferenceAnswer.Party(party, role, check.Findings, scope));
        }

        return message;
    }
}
