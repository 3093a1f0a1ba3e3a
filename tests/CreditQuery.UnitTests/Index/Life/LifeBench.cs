using System.Globalization;
using CreditQuery.Index;
using CreditQuery.Protos.V1;
using CreditQuery.Rules.Checks;
using CreditQuery.Rules.Periods;

namespace CreditQuery.UnitTests.Index.Life;

/// <summary>A registry that is asked: the licence scenario of the small catalogue, on any day, by the whole path of a check.</summary>
internal sealed class LifeBench : IDisposable
{
    public static readonly string Unit = SampleSubjects.Uscc(1);
    public static readonly string Person = SampleSubjects.Citizen(1);

    public TestRegistry Registry { get; } = new();

    /// <summary>What the licence office hears on a day; log time stands on the same day unless told otherwise.</summary>
    public CheckAnswer Ask(string subject, string asOf, string? today = null, CreditIndex? index = null)
    {
        var answer = new CheckAnswer();
        index ??= Registry.Index;
        var day = Day(today ?? asOf);
        var snapshot = index.Current;
        var version = snapshot.CatalogueAt(day)!;
        var question = new CheckQuestion { Scenario = "licence", Region = "999999", AsOf = today is null ? "" : asOf, Today = day };
        Assert.True(CheckPlanner.TryPlan(version.Catalogue, question, out var plan, out _));
        using var reader = index.RentReader();
        var context = new CheckContext(snapshot, plan, version.Coverage.Of(plan, snapshot.RecordedAt));
        Assert.True(reader.TryCheck(context, new SubjectInput { Type = TestRegistry.TypeOf(subject), Value = subject }, answer, out _));
        return answer;
    }

    /// <summary>The measures as words: code, state, via.</summary>
    public string Measures(string subject, string asOf, string? today = null)
    {
        var answer = Ask(subject, asOf, today);
        var catalogue = Registry.Index.Current.CatalogueAt(Day(today ?? asOf))!.Catalogue;
        return string.Join("; ", answer.Measures.ToArray().Select(m =>
            catalogue.Measures[m.Measure].Code + " " + m.State + (m.ViaRole == 0 ? "" : " via " + m.ViaRole)));
    }

    public void Expect(OutcomeKind kind, Change change) => Assert.Equal(kind, Registry.ApplyOne(change).Kind);

    public void Applied(Change change) => Expect(OutcomeKind.Applied, change);

    public Change Behaviour(string subject, string day, string document, uint count = 1, bool withdrawn = false) => new()
    {
        PutBehaviour = new PutBehaviour
        {
            Subject = Registry.Subject(subject),
            Type = "overload",
            OccurredOn = withdrawn ? "" : day,
            Count = count,
            DocumentNo = document,
            Withdrawn = withdrawn,
        },
    };

    public Change Link(string unit, string person, Role role, string from = "", string to = "") =>
        new() { LinkPerson = new LinkPerson { Unit = Registry.Subject(unit), Person = Registry.Subject(person), Role = role, From = from, To = to } };

    /// <summary>Moves the log's clock to 09:00 of a day in China.</summary>
    public void On(string day) => Registry.Now = new DateTimeOffset(DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture), new TimeOnly(9, 0), TimeSpan.FromHours(8));

    public static int Day(string text) => CivilDay.TryParse(text, out var day) ? day : throw new ArgumentException(text);

    public void Dispose() => Registry.Dispose();
}
