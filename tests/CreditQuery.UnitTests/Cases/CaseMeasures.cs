using CreditQuery.Rules.Checks;
using CreditQuery.Rules.Periods;

namespace CreditQuery.UnitTests.Cases;

/// <summary>Compares the measures and references of an answer with those a case names.</summary>
internal sealed class CaseMeasures
{
    private readonly List<(string Code, AppliedMeasure Applied)> _measures;
    private readonly List<(string Code, AppliedMeasure Applied)> _references;

    public CaseMeasures(CheckPlan plan, CheckAnswer answer)
    {
        _measures = Named(plan, answer.Measures);
        _references = Named(plan, answer.References);
    }

    public void Compare(CaseExpectation expect)
    {
        foreach (var (code, state) in expect.Measures)
        {
            Assert.True(_measures.Any(m => m.Code == code && CaseWords.Of(m.Applied.State) == state), $"{code}:{state} is not among {Text(_measures)}; references {Text(_references)}");
        }

        foreach (var (code, effect) in expect.Effects)
        {
            Assert.Contains(_measures, m => m.Code == code && CaseWords.Of(m.Applied.Effect) == effect);
        }

        foreach (var (code, day) in expect.ValidUntil)
        {
            Assert.Contains(_measures, m => m.Code == code && CivilDay.Format(m.Applied.ValidUntil) == (day == "open" ? "" : day));
        }

        foreach (var code in expect.Disputed)
        {
            Assert.Contains(_measures, m => m.Code == code && m.Applied.DisputedSince > 0);
        }

        if (expect.Via.Length > 0)
        {
            Assert.Contains(_measures, m => CaseWords.Of(m.Applied.ViaRole) == expect.Via);
        }

        Assert.All(expect.References, code => Assert.True(_references.Any(r => r.Code == code), $"{code} is not among the references {Text(_references)}; measures {Text(_measures)}"));
        Assert.All(expect.Without, code => Assert.DoesNotContain(_measures, m => m.Code == code));
        Assert.All(expect.WithoutReferences, code => Assert.DoesNotContain(_references, m => m.Code == code));
    }

    private static List<(string Code, AppliedMeasure Applied)> Named(CheckPlan plan, ReadOnlySpan<AppliedMeasure> applied)
    {
        var named = new List<(string, AppliedMeasure)>();
        foreach (ref readonly var measure in applied)
        {
            named.Add((plan.Catalogue.Measures[measure.Measure].Code, measure));
        }

        return named;
    }

    private static string Text(List<(string Code, AppliedMeasure Applied)> measures) => "[" + string.Join(", ", measures.Select(m => m.Code + ":" + CaseWords.Of(m.Applied.State))) + "]";
}
