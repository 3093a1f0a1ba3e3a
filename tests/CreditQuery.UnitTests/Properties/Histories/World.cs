using CreditQuery.Index;
using CreditQuery.Protos.V1;
using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Checks;
using CreditQuery.Rules.Periods;
using CreditQuery.UnitTests.Index;
using CreditQuery.UnitTests.Properties.Naive;
using Google.Protobuf;
using SubjectKey = CreditQuery.Rules.Subjects.SubjectKey;

namespace CreditQuery.UnitTests.Properties.Histories;

/// <summary>An index and the naive registry beside it, fed with the same changes.</summary>
internal sealed class World : IDisposable
{
    // 2026-05-01 10:00 in China: both shipped catalogues count.
    public static readonly DateTimeOffset Start = new(2026, 5, 1, 2, 0, 0, TimeSpan.Zero);

    public static readonly string[] Units =
        [SampleSubjects.Uscc(1), SampleSubjects.Uscc(2), SampleSubjects.Uscc(3), SampleSubjects.Uscc(4, "92"), SampleSubjects.Uscc(5, "51"), SampleSubjects.Uscc(8, "31"), SampleSubjects.Uscc(6)];

    /// <summary>An identifier that shows neither kind nor birth.</summary>
    public const string Licence = "LICENCE00001";

    // The two last citizens were minors lately; of the licence a month of birth may become known.
    public static readonly string[] Persons =
        [.. Enumerable.Range(1, 3).Select(n => SampleSubjects.Citizen(n)), SampleSubjects.Citizen(4, "20071201"), SampleSubjects.Citizen(5, "20080915"), Licence];

    /// <summary>Every identifier, organisation codes of the first units and a person without a record included.</summary>
    public static readonly string[] Identifiers = [.. Units, .. Persons, SampleSubjects.OrgCode(1), SampleSubjects.OrgCode(2), SampleSubjects.OrgCode(6), SampleSubjects.Citizen(6), SampleSubjects.Uscc(7)];

    private readonly Dictionary<SubjectKey, string> _names;

    public World(string catalogue)
    {
        Registry = new TestRegistry(withCatalogue: false) { Now = Start };
        _names = Identifiers.Union(Units.Select(unit => unit[8..17])).ToDictionary(Registry.KeyOf);
        var content = catalogue == "synthetic" ? System.Text.Encoding.UTF8.GetBytes(SyntheticCatalogue.Yaml) : CatalogueBytes(catalogue);
        Catalogue = catalogue switch
        {
            "synthetic" => SyntheticCatalogue.Value,
            "cn-2026" => UnitTests.Rules.Support.TestCatalogues.Cn2026,
            _ => UnitTests.Rules.Support.TestCatalogues.Seed2016,
        };
        var put = new PutCatalogue { Name = Catalogue.Name, Content = ByteString.CopyFrom(content) };
        Assert.Equal(OutcomeKind.Applied, Registry.ApplyOne(new Change { PutCatalogue = put }).Kind);
        Naive = new NaiveRegistry(Catalogue, subject => _names[SubjectKeyCipher.TryReadKey(subject.SealedKey.Span, out var key) ? key : default]);
    }

    public static IEnumerable<string> Catalogues => ["synthetic", "cn-2026", "seed-2016-2019"];

    public TestRegistry Registry { get; }

    public NaiveRegistry Naive { get; }

    /// <summary>Events that were quarantined and not resolved.</summary>
    public IReadOnlyList<ulong> Quarantined => Naive.Quarantined;

    /// <summary>The catalogue as the file has it, without recorded adoptions.</summary>
    public Catalogue Catalogue { get; }

    public int Today => CivilDay.Of(Registry.Now);

    public string NameOf(SubjectKey key) => _names[key];

    /// <summary>Lets changes name one more subject.</summary>
    public void Know(string id) => _names[Registry.KeyOf(id)] = id;

    public OutcomeKind Apply(Change change)
    {
        var outcome = Registry.ApplyOne(change);
        if (outcome.Kind == OutcomeKind.Applied || change.ChangeCase == Change.ChangeOneofCase.PutSource)
        {
            Naive.Apply([change], Registry.Now);
        }

        return outcome.Kind;
    }

    /// <summary>Applies several changes as one set: each for itself where they are independent, else all or none.</summary>
    public void Apply(Change[] changes, bool independent)
    {
        var set = TestRegistry.SetOf(changes);
        set.Independent = independent;
        var outcomes = Registry.Apply(set).Outcomes;
        Assert.Equal(changes.Length, outcomes.Count);
        if (!independent && outcomes.Any(o => o.Kind == OutcomeKind.Refused))
        {
            Assert.All(outcomes, o => Assert.Equal(OutcomeKind.Refused, o.Kind));
            return;
        }

        var accepted = changes.Zip(outcomes).Where(c => c.Second.Kind == OutcomeKind.Applied || c.First.ChangeCase == Change.ChangeOneofCase.PutSource);
        Naive.Apply(accepted.Select(c => c.First), Registry.Now);
    }

    /// <summary>Applies an event that no node can apply: it names subjects, and a change in it names none.</summary>
    public void Quarantine(params Subject[] named)
    {
        var set = TestRegistry.SetOf([.. named.Select(subject => new Change { PutSubject = new PutSubject { Subject = subject } }), new Change { PutSubject = new PutSubject { Subject = new Subject() } }]);
        var applied = Registry.Apply(set);
        Assert.True(applied.IsQuarantined);
        Naive.Quarantine(applied.Revision, named);
    }

    /// <summary>Asks the index, as a server asks it.</summary>
    public Asked Ask(NaiveQuestion question) => Ask(Registry.Index, question);

    public static Asked Ask(CreditIndex index, NaiveQuestion question)
    {
        var version = index.Current.CatalogueAt(question.Today)!;
        var asked = new CheckQuestion
        {
            Scenario = question.Scenario.Code,
            AsOf = question.AsOf is { } day ? RandomSource.Text(day) : "",
            Region = question.Region.ToString("D6"),
            Item = question.Item.ToCheckItem(),
            Today = question.Today,
        };
        Assert.True(CheckPlanner.TryPlan(version.Catalogue, asked, out var plan, out var error), $"{error} for {question}");
        var context = new CheckContext(index.Current, plan, version.Coverage.Of(plan, question.At));
        using var reader = index.RentReader();
        var answer = AskOne(reader, context, question.Subject, question.Name, plan.DefaultPartyRole);
        PartyAnswer[] parties = [.. question.Parties.Select(p => AskParty(reader, context, p.Subject, p.Role))];
        CheckEvaluator.Combine(plan, new PartyAnswer(answer, plan.DefaultPartyRole), parties);
        return new Asked(version.Catalogue, answer, [.. parties.Select(p => p.Answer)]);
    }

    public void Dispose() => Registry.Dispose();

    private static PartyAnswer AskParty(IndexReader reader, in CheckContext context, string id, string role)
    {
        Assert.True(context.Plan.TryFindPartyRole(role, out var partyRole));
        return new PartyAnswer(AskOne(reader, context, id, "", partyRole), partyRole);
    }

    private static CheckAnswer AskOne(IndexReader reader, in CheckContext context, string id, string name, int partyRole)
    {
        var answer = new CheckAnswer();
        Assert.True(reader.TryCheck(context, new SubjectInput { Type = TestRegistry.TypeOf(id), Value = id, Name = name, PartyRole = partyRole }, answer, out _));
        return answer;
    }

    private static byte[] CatalogueBytes(string name) => File.ReadAllBytes(UnitTests.Rules.Support.TestCatalogues.PathOf(name));
}
