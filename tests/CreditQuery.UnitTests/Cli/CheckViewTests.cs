using CreditQuery.Cli.Output;
using CreditQuery.Protos.V1;

namespace CreditQuery.UnitTests.Cli;

public sealed class CheckViewTests
{
    [Fact]
    public void Write_BlockedDebtor_SaysWhatAndWhy()
    {
        using var output = new StringWriter();
        var terminal = new Terminal(output, TextWriter.Null, TextReader.Null, outputIsTerminal: false, errorIsTerminal: false);
        var answer = new CheckSubjectResponse
        {
            Conclusion = Conclusion.Block,
            Identity = IdentityMatch.Matched,
            Measures =
            {
                new AppliedMeasure
                {
                    Code = "limit_air_travel", NameZh = "限制乘坐飞机", Effect = Effect.Block, State = MeasureState.Active, ListType = "court_dishonest_debtor", EntryId = "court:[1]",
                },
            },
            Consumption = new ConsumptionAdvice { Decision = ConsumptionDecision.Restricted, AllowedAlternatives = { "hard_seat" } },
            Freshness = new Freshness { Revision = 42, AsOf = "2026-11-22", CatalogueVersion = "cn-2026@00" },
        };

        CheckView.Write(terminal.Tables, new CheckSubjectRequest(), answer);

        var text = output.ToString();
        Assert.Contains("BLOCK 禁止", text, StringComparison.Ordinal);
        Assert.Contains("限制乘坐飞机", text, StringComparison.Ordinal);
        Assert.Contains("court:[1]", text, StringComparison.Ordinal);
        Assert.Contains("RESTRICTED", text, StringComparison.Ordinal);
        Assert.Contains("revision 42", text, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b[", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Conclusion.SuspendedOnly, "SUSPENDED_ONLY")]
    [InlineData(Conclusion.Block, "BLOCK")]
    public void Upper_Name_IsThatOfTheContract(Conclusion conclusion, string expected) => Assert.Equal(expected, CheckView.Upper(conclusion));
}
