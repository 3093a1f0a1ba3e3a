using CreditQuery.Protos.V1;
using CreditQuery.Rules.Checks;
using CreditQuery.Rules.Records;
using CreditQuery.UnitTests.Index;
using CreditQuery.UnitTests.Properties.Histories;
using CreditQuery.UnitTests.Properties.Naive;
using Conclusion = CreditQuery.Rules.Checks.Conclusion;
using RandomChanges = CreditQuery.UnitTests.Properties.Histories.RandomChanges;

namespace CreditQuery.UnitTests.Properties;

/// <summary>Up to 256 slots and links nothing is missing; beyond, what is missing is said, and nobody is CLEAR.</summary>
public sealed class BoundsTests
{
    private const int Most = 256;

    public static TheoryData<string> Catalogues => [.. World.Catalogues];

    [Theory]
    [MemberData(nameof(Catalogues))]
    public void Ask_SlotsAtTheBound_AllThereAndNeverClearBeyond(string catalogue)
    {
        foreach (var seed in HistoryRun.Seeds(1))
        {
            var random = new RandomSource(seed);
            using var world = Described(catalogue, random);
            var (person, units) = (World.Persons[0], World.Units[..4]);
            Array.ForEach(units, unit => Assert.Equal(OutcomeKind.Applied, world.Apply(Link(world, unit, person))));
            FillSlots(world, random, units, person);
            AssertEqual(world, random, person, $"{catalogue}, seed {seed}, at the bound");

            PutUntil(world, random, units, () => (world.Registry.View(person).Header.Flags & SubjectFlags.Truncated) != 0);
            Assert.Equal(Most, world.Registry.View(person).Header.SlotCount);
            AssertNeverClear(world, random, person, $"{catalogue}, seed {seed}, beyond");

            // The bound is that of the slots: fewer of them are complete again.
            var unlink = new UnlinkPerson { Unit = world.Registry.Subject(units[1]), Person = world.Registry.Subject(person), Role = Role.LegalRep };
            Assert.Equal(OutcomeKind.Applied, world.Apply(new Change { UnlinkPerson = unlink }));
            AssertEqual(world, random, person, $"{catalogue}, seed {seed}, below the bound again");
        }
    }

    [Fact]
    public void Ask_LinksAtTheBound_AllThereAndNeverClearBeyond()
    {
        var random = new RandomSource(1);
        using var world = Described("synthetic", random);
        var unit = World.Units[0];
        var persons = Enumerable.Range(100, Most + 1).Select(n => SampleSubjects.Citizen(n)).ToArray();
        Array.ForEach(persons, world.Know);
        PutUntil(world, random, [unit], () => world.Registry.View(unit).Header.EntryCount > 0);
        world.Apply([.. persons[..Most].Select(person => Link(world, unit, person))], independent: false);
        AssertEqual(world, random, unit, "the unit at the bound");
        AssertEqual(world, random, persons[0], "the first person");
        AssertEqual(world, random, persons[Most - 1], "the last person");

        world.Apply(Link(world, unit, persons[Most]));
        AssertNeverClear(world, random, unit, "the unit beyond");
        AssertNeverClear(world, random, persons[Most], "the person beyond");
        AssertEqual(world, random, persons[0], "the first person, whose link was kept");
    }

    private static World Described(string catalogue, RandomSource random)
    {
        var world = new World(catalogue);
        foreach (var change in new RandomChanges(world, random).First())
        {
            world.Apply(change);
        }

        return world;
    }

    private static void FillSlots(World world, RandomSource random, string[] units, string person)
    {
        var changes = new RandomChanges(world, random);
        for (var n = 0; world.Registry.View(person).Header.SlotCount is var slots && slots < Most; n++)
        {
            // What is refused is refused; towards the end one by one, so that the bound is met and not passed.
            var count = Math.Clamp((Most - slots) / 2, 1, 40);
            world.Apply([.. Enumerable.Range(0, count).Select(i => changes.Put(random.Pick(units), $"s{n}-{i}", random.Pick(world.Catalogue.ListTypes)))], independent: true);
        }
    }

    private static void PutUntil(World world, RandomSource random, string[] units, Func<bool> isReached)
    {
        var changes = new RandomChanges(world, random);
        for (var n = 0; !isReached(); n++)
        {
            Assert.InRange(n, 0, 300);
            world.Apply(changes.Put(random.Pick(units), "until-" + n, random.Pick(world.Catalogue.ListTypes)));
        }
    }

    private static Change Link(World world, string unit, string person) =>
        new() { LinkPerson = new LinkPerson { Unit = world.Registry.Subject(unit), Person = world.Registry.Subject(person), Role = Role.LegalRep } };

    private static void AssertEqual(World world, RandomSource random, string subject, string where)
    {
        foreach (var question in Questions(world, random, subject))
        {
            var (expected, told) = (AnswerWords.Tell(NaiveEvaluator.Answer(world.Naive, question)), AnswerWords.Tell(world, world.Ask(question)));
            Assert.True(expected == told, $"{where}: {question}\nexpected\n{expected}\ntold\n{told}");
        }
    }

    private static void AssertNeverClear(World world, RandomSource random, string subject, string where)
    {
        foreach (var question in Questions(world, random, subject))
        {
            var whole = world.Ask(question).Whole;
            var said = (whole.Reasons & (IndeterminateReasons.LinksTruncated | IndeterminateReasons.NotApplicable)) != 0;
            Assert.True(whole.Conclusion == Conclusion.Block || said, $"{where}: {question}\n{whole.Conclusion} {whole.Reasons}");
        }
    }

    private static NaiveQuestion[] Questions(World world, RandomSource random, string subject) => new RandomQuestions(world, random).AboutToday(subject);
}
