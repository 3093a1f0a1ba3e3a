using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Checks;
using CreditQuery.Rules.Transitions;
using Contract = CreditQuery.Protos.V1;

namespace CreditQuery.UnitTests.Rules.Checks;

/// <summary>The enums of the rules carry the names and numbers of the contract.</summary>
public sealed class ContractNumbersTests
{
    public static TheoryData<Type, Type> Pairs => new()
    {
        { typeof(Conclusion), typeof(Contract.Conclusion) },
        { typeof(IndeterminateReason), typeof(Contract.IndeterminateReason) },
        { typeof(IdentityMatch), typeof(Contract.IdentityMatch) },
        { typeof(MeasureKind), typeof(Contract.MeasureKind) },
        { typeof(Obligation), typeof(Contract.Obligation) },
        { typeof(Effect), typeof(Contract.Effect) },
        { typeof(MeasureState), typeof(Contract.MeasureState) },
        { typeof(EntryState), typeof(Contract.EntryState) },
        { typeof(ThreeCleanYears), typeof(Contract.ThreeCleanYears) },
        { typeof(ConsumptionDecision), typeof(Contract.ConsumptionDecision) },
        { typeof(StatusAudience), typeof(Protos.Log.V1.JournalAudience) },
    };

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Names_ComparedWithTheContract_AreEqual(Type ours, Type theirs)
    {
        Assert.Equal(Numbers(theirs), Numbers(ours));
    }

    [Fact]
    public void Flags_OfEachReason_AreItsBit()
    {
        foreach (var reason in Enum.GetValues<IndeterminateReason>().Where(r => r != IndeterminateReason.Unspecified))
        {
            Assert.Equal(reason.ToString(), ((IndeterminateReasons)(1 << (int)reason)).ToString());
        }
    }

    private static IEnumerable<string> Numbers(Type type) => Enum.GetValues(type).Cast<object>().Select(v => $"{v} {Convert.ToInt32(v)}").Order();
}
