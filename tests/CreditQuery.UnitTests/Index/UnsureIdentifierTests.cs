using CreditQuery.Index;
using CreditQuery.Rules.Checks;
using CreditQuery.Rules.Coverage;
using CreditQuery.Rules.Periods;
using CreditQuery.Rules.Subjects;

namespace CreditQuery.UnitTests.Index;

/// <summary>A wrong check character is a finding, never "clear" (architecture, chapter 3).</summary>
public sealed class UnsureIdentifierTests : IDisposable
{
    private readonly TestRegistry _registry = new();

    public void Dispose() => _registry.Dispose();

    public static TheoryData<IdentifierType, string> WithWrongCheckCharacter() => new()
    {
        { IdentifierType.Uscc, OtherEnd(SampleSubjects.Uscc(1)) },
        { IdentifierType.OrgCode, OtherEnd(SampleSubjects.OrgCode(1)) },
        { IdentifierType.CitizenId, OtherEnd(SampleSubjects.Citizen(1)) },
        { IdentifierType.Unspecified, OtherEnd(SampleSubjects.Citizen(1)) },
        { IdentifierType.Unspecified, OtherEnd(SampleSubjects.Uscc(1)) },
    };

    [Theory]
    [MemberData(nameof(WithWrongCheckCharacter))]
    public void TryCheck_WrongCheckCharacterAndNoRecord_IsIndeterminate(IdentifierType type, string value)
    {
        var answer = Check(type, value, out var found);

        Assert.Equal((Conclusion.Indeterminate, IdentityMatch.InvalidIdentifier), (answer.Conclusion, answer.Identity));
        Assert.Equal(IndeterminateReasons.IdentityUnusable, answer.Reasons);
        Assert.NotEqual(IdentifierFindings.None, found.Findings & IdentifierFindings.BadCheckCharacter);
        Assert.Equal(IdentifierType.Unspecified, found.Type);
    }

    [Fact]
    public void TryCheck_WrongCheckCharacterOnRecord_IsFound()
    {
        var pilot = OtherEnd(SampleSubjects.Uscc(1));
        _registry.ApplyOne(_registry.PutEntry(pilot, "court:1"));

        var answer = Check(IdentifierType.Uscc, pilot, out _);

        Assert.Equal((Conclusion.Block, IdentityMatch.Matched), (answer.Conclusion, answer.Identity));
    }

    [Fact]
    public void TryCheck_SoundIdentifierAndNoRecord_IsClear() =>
        Assert.Equal(Conclusion.Clear, Check(IdentifierType.Uscc, SampleSubjects.Uscc(1), out _).Conclusion);

    private CheckAnswer Check(IdentifierType type, string value, out CheckedSubject found)
    {
        var snapshot = _registry.Index.Current;
        var today = CivilDay.Of(_registry.Now);
        var question = new CheckQuestion { Scenario = "licence", Region = "999999", Today = today };
        Assert.True(CheckPlanner.TryPlan(snapshot.CatalogueAt(today)!.Catalogue, question, out var plan, out _));
        var context = new CheckContext(snapshot, plan, new CoverageVerdict(IndeterminateReasons.None, 1, true, long.MaxValue));
        var answer = new CheckAnswer();
        using var reader = _registry.Index.RentReader();
        Assert.True(reader.TryCheck(context, new SubjectInput { Type = type, Value = value }, answer, out found));
        return answer;
    }

    private static string OtherEnd(string value) => value[..^1] + (value[^1] == '1' ? '2' : '1');
}
