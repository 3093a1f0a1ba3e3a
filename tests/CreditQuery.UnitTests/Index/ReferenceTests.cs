using CreditQuery.Index;
using CreditQuery.Rules.Subjects;

namespace CreditQuery.UnitTests.Index;

/// <summary>The FASTER index and the reference registry agree, change by change, over random changes.</summary>
public sealed class ReferenceTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void Apply_RandomChanges_EqualsTheReference(int seed)
    {
        using var registry = new TestRegistry();
        var reference = new ReferenceRegistry();
        var changes = new RandomChanges(registry, seed);
        var names = RandomChanges.Identifiers.ToDictionary(registry.KeyOf);
        for (var i = 0; i < 1000; i++)
        {
            var (change, expect) = changes.Next();
            var expected = expect(reference);

            var outcome = registry.ApplyOne(change);

            Assert.True(expected == outcome.Kind, $"seed {seed}, change {i}: {expected} expected, {outcome} told for {change}");
            foreach (var id in RandomChanges.Identifiers)
            {
                var told = RecordTeller.Tell(registry.Record(id), key => names[key]);
                Assert.True(reference.Tell(id) == told, $"seed {seed}, change {i}, {TestRegistry.TypeOf(id)}\nexpected\n{reference.Tell(id)}\ntold\n{told}\nafter {change}");
            }
        }
    }

    [Fact]
    public void Restart_AtRandomPoints_EqualsAReplayOfTheWholeLog()
    {
        using var registry = new TestRegistry();
        var changes = new RandomChanges(registry, 11);
        for (var i = 0; i < 400; i++)
        {
            registry.Apply(changes.Next().Change);
            if (i % 90 == 50)
            {
                registry.Index.Checkpoints.Take();
            }

            if (i % 130 == 100)
            {
                registry.Restart();
            }
        }

        using var replayed = registry.ReplayedElsewhere();

        AssertEqual(registry.Index, replayed, registry);
    }

    [Fact]
    public void Apply_SetsOfManyChanges_EqualsOneByOne()
    {
        using var whole = new TestRegistry();
        using var single = new TestRegistry();
        var changes = new RandomChanges(whole, 12);
        for (var i = 0; i < 60; i++)
        {
            var set = TestRegistry.SetOf(Enumerable.Range(0, 20).Select(_ => changes.Next().Change));
            set.Independent = true;
            whole.Apply(set);
            foreach (var change in set.Changes)
            {
                single.Apply(change);
            }

            foreach (var id in RandomChanges.Identifiers)
            {
                static string Name(SubjectKey key) => key.ToString();
                Assert.Equal(RecordTeller.Tell(single.Record(id), Name), RecordTeller.Tell(whole.Record(id), Name));
            }
        }

        Assert.Equal(single.Index.Current.Counts, whole.Index.Current.Counts);
    }

    internal static void AssertEqual(CreditIndex expected, CreditIndex actual, TestRegistry registry)
    {
        Assert.Equal(expected.Current.Revision, actual.Current.Revision);
        Assert.Equal(expected.Current.Counts, actual.Current.Counts);
        Assert.Equal(expected.Current.Chain.ToArray(), actual.Current.Chain.ToArray());
        foreach (var id in RandomChanges.Identifiers)
        {
            Assert.Equal(TestRegistry.Record(expected, registry.KeyOf(id)), TestRegistry.Record(actual, registry.KeyOf(id)));
        }
    }
}
