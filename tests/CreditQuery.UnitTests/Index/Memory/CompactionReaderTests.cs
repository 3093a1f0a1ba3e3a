using CreditQuery.Index;
using CreditQuery.Rules.Checks;
using CreditQuery.Rules.Periods;
using IdentifierType = CreditQuery.Rules.Subjects.IdentifierType;

namespace CreditQuery.UnitTests.Index.Memory;

/// <summary>Checks beside passes: none is told that a record is missing, and none sees another revision than it states.</summary>
public sealed class CompactionReaderTests : IDisposable
{
    private const int Readers = 3;

    private readonly CompactionBench _bench = new(seed: 9);

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Checks_BesidePasses_NeverMissARecord()
    {
        _bench.Churn(CompactionBench.Units, andRandom: false);
        var newest = _bench.Index.Current.Revision;
        using var done = new CancellationTokenSource();
        var readers = Enumerable.Range(0, Readers).Select(seed => Task.Run(() => Check(seed, newest, done.Token), TestContext.Current.CancellationToken)).ToArray();

        for (var round = 0; round < 8; round++)
        {
            _bench.Churn(2_000, andRandom: false);
            _bench.Index.Checkpoints.Take();
            Assert.True(_bench.Index.Compaction.Begin());
            while (_bench.Index.Compaction.Step(1 << 20))
            {
                // A reader that was put to sleep in the middle of its run holds the pass up: what is written meanwhile must leave room for the next round.
                _bench.Churn(_bench.Index.Fill < 0.5 ? 5 : 0, andRandom: false);
            }
        }

        await done.CancelAsync();
        var checks = await Task.WhenAll(readers).WaitAsync(TimeSpan.FromSeconds(120), TestContext.Current.CancellationToken);

        Assert.All(checks, static count => Assert.True(count > 1_000));
        Assert.Equal(0, _bench.Index.OutOfMemoryReads);
        _bench.AssertWhole();
    }

    // Checks in runs of different length, as single calls and batches hold the epoch; every unit has all its entries, from the first revision on.
    private long Check(int seed, ulong from, CancellationToken done)
    {
        var random = new Random(seed);
        var count = 0L;
        var answer = new CheckAnswer();
        var day = CivilDay.Of(TestRegistry.Start);
        Assert.True(CheckPlanner.TryPlan(
            _bench.Index.Current.CatalogueAt(day)!.Catalogue, new CheckQuestion { Scenario = "licence", Region = "999999", Today = day }, out var plan, out _));
        using var reader = _bench.Index.RentReader();
        while (!done.IsCancellationRequested)
        {
            var state = (Reader: reader, Answer: answer, Plan: plan, Units: Enumerable.Range(0, 1 + random.Next(60)).Select(_ => random.Next(CompactionBench.Units)).ToArray(), Revision: 0UL);
            _bench.Index.ReadPinned(ref state, static (RegistrySnapshot snapshot, ref (IndexReader Reader, CheckAnswer Answer, CheckPlan Plan, int[] Units, ulong Revision) s) =>
            {
                s.Revision = snapshot.Revision;
                s.Reader.BeginRun();
                try
                {
                    foreach (var unit in s.Units)
                    {
                        var subject = new SubjectInput { Type = IdentifierType.Uscc, Value = CompactionBench.Unit(unit) };
                        if (!s.Reader.TryCheck(new CheckContext(snapshot, s.Plan, default), subject, s.Answer, out _))
                        {
                            return false;
                        }

                        Assert.Equal(CompactionBench.Entries, s.Answer.Measures.Length);
                    }
                }
                finally
                {
                    s.Reader.EndRun();
                }

                return true;
            });
            Assert.True(state.Revision >= from);
            count += state.Units.Length;
        }

        return count;
    }
}
