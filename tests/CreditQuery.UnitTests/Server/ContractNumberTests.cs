namespace CreditQuery.UnitTests.Server;

/// <summary>The server writes sets of the rules bit by bit: the bits have to be the numbers of the contract.</summary>
public sealed class ContractNumberTests
{
    [Theory]
    [InlineData(CreditQuery.Rules.Checks.IndeterminateReasons.Stale, Protos.V1.IndeterminateReason.Stale)]
    [InlineData(CreditQuery.Rules.Checks.IndeterminateReasons.NotInMemory, Protos.V1.IndeterminateReason.NotInMemory)]
    [InlineData(CreditQuery.Rules.Checks.IndeterminateReasons.IdentityUnusable, Protos.V1.IndeterminateReason.IdentityUnusable)]
    public void Reasons_AsBits_AreTheNumbersOfTheContract(CreditQuery.Rules.Checks.IndeterminateReasons set, Protos.V1.IndeterminateReason expected)
    {
        var bytes = new CreditQuery.Server.Checks.Wire.MessageBytes();

        bytes.Set(Protos.V1.CheckSubjectResponse.IndeterminateReasonsFieldNumber, (uint)set);

        Assert.Equal([expected], Protos.V1.CheckSubjectResponse.Parser.ParseFrom(bytes.Written).IndeterminateReasons);
    }

    [Theory]
    [InlineData(CreditQuery.Rules.Subjects.IdentifierFindings.BadCheckCharacter, Protos.V1.IdentifierFinding.BadCheckCharacter)]
    [InlineData(CreditQuery.Rules.Subjects.IdentifierFindings.Extended15To18, Protos.V1.IdentifierFinding.Extended15To18)]
    [InlineData(CreditQuery.Rules.Subjects.IdentifierFindings.NotCheckable, Protos.V1.IdentifierFinding.NotCheckable)]
    public void Findings_AsBits_AreTheNumbersOfTheContract(CreditQuery.Rules.Subjects.IdentifierFindings set, Protos.V1.IdentifierFinding expected)
    {
        var target = new Google.Protobuf.Collections.RepeatedField<Protos.V1.IdentifierFinding>();

        CreditQuery.Server.Checks.AnswerMapper.AddFindings(set, target);

        Assert.Equal([expected], target);
    }

    [Fact]
    public void ConsumptionItems_InOrder_AreTheBitsOfTheRecord()
    {
        for (var bit = 0; bit < CreditQuery.Server.Registry.ClosedWords.ConsumptionItems.Length; bit++)
        {
            var expected = ((CreditQuery.Rules.Catalogues.ConsumptionItem)bit).ToString();
            var words = CreditQuery.Server.Registry.ClosedWords.ConsumptionItems[bit].Split('_').Select(word => char.ToUpperInvariant(word[0]) + word[1..]);
            Assert.Equal(expected, string.Concat(words));
        }
    }
}
