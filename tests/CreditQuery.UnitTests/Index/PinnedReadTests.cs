using CreditQuery.Index;
using CreditQuery.Protos.V1;
using CreditQuery.Rules.Checks;
using CreditQuery.Rules.Periods;
using CreditQuery.Rules.Records;
using IdentifierType = CreditQuery.Rules.Subjects.IdentifierType;

namespace CreditQuery.UnitTests.Index;

/// <summary>Readers beside the applier: what a batch sees is the content of exactly the revision that it states.</summary>
/// <remarks>The four ways in which an in-memory store of another project went wrong: a write invisible at its own revision, a later write seen
/// at an earlier one, something shown and then hidden, one revision for two writes.</remarks>
public sealed class PinnedReadTests
{
    private const int Units = 6;
    private const int Sets = 400;

    [Fact]
    public async Task ReadPinned_BatchesBesideTheApplier_EqualAReplayToTheStatedRevision()
    {
        using var registry = new TestRegistry();
        var observed = new List<(ulong Revision, int[] Counts)>();
        using var done = new CancellationTokenSource();
        var reading = Task.Run(() => ReadBatches(registry.Index, observed, done.Token), TestContext.Current.CancellationToken);
        var random = new Random(3);
        for (var i = 0; i < Sets; i++)
        {
            // One set writes two units: a batch that sees one of the two sees both.
            var unit = random.Next(Units - 1);
            registry.Apply(registry.PutEntry(SampleSubjects.Uscc(unit), $"a:{i}", with: MakeShort), registry.PutEntry(SampleSubjects.Uscc(unit + 1), $"a:{i}", with: MakeShort));
        }

        await done.CancelAsync();
        await reading.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

        var expected = CountsByRevision(registry);
        Assert.NotEmpty(observed);
        Assert.All(observed, seen => Assert.Equal(expected[(int)seen.Revision], seen.Counts));
        Assert.Equal(observed.Select(o => o.Revision).Order(), observed.Select(o => o.Revision));
    }

    [Fact]
    public void ReadPinned_EveryAttemptMeetsSomethingNewer_LastOneHoldsTheApplier()
    {
        using var registry = new TestRegistry();
        var tries = 0;

        registry.Index.ReadPinned(ref tries, static (RegistrySnapshot _, ref int count) => ++count == 4);

        Assert.Equal(4, tries);
    }

    [Fact]
    public void TryCheck_RecordNewerThanTheSnapshot_StartAgain()
    {
        using var registry = new TestRegistry();
        var pinned = registry.Index.Current;
        var plan = PlanOf(pinned);
        registry.Apply(registry.PutEntry(SampleSubjects.Uscc(1), "a:1"));
        using var reader = registry.Index.RentReader();
        var subject = new SubjectInput { Type = IdentifierType.Uscc, Value = SampleSubjects.Uscc(1) };

        Assert.False(reader.TryCheck(new CheckContext(pinned, plan, default), subject, new CheckAnswer(), out _));
        Assert.True(reader.TryCheck(new CheckContext(registry.Index.Current, plan, default), subject, new CheckAnswer(), out _));
    }

    [Fact]
    public void TryCheck_AliasRemovedSince_TombstoneIsNewer()
    {
        using var registry = new TestRegistry();
        registry.Apply(registry.PutEntry(SampleSubjects.Uscc(1), "a:1"));
        registry.Apply(new Change { PutAlias = new PutAlias { Alias = registry.Subject(SampleSubjects.Uscc(2)), Target = registry.Subject(SampleSubjects.Uscc(1)) } });
        var pinned = registry.Index.Current;
        registry.Apply(new Change { RemoveAlias = new RemoveAlias { Alias = registry.Subject(SampleSubjects.Uscc(2)) } });
        using var reader = registry.Index.RentReader();
        var subject = new SubjectInput { Type = IdentifierType.Uscc, Value = SampleSubjects.Uscc(2) };

        Assert.False(reader.TryCheck(new CheckContext(pinned, PlanOf(pinned), default), subject, new CheckAnswer(), out _));
    }

    [Fact]
    public async Task ReadCopy_RecordsOfChangingLength_NeverTorn()
    {
        using var registry = new TestRegistry();
        var unit = SampleSubjects.Uscc(1);
        registry.Apply(registry.PutSubject(unit, Name(0)));
        var key = registry.KeyOf(unit);
        using var done = new CancellationTokenSource();
        var began = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var reading = Task.Run(() => CountTorn(registry.Index, key, began, done.Token), TestContext.Current.CancellationToken);
        await began.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        for (var i = 1; i < 6_000; i++)
        {
            registry.Apply(registry.PutSubject(unit, Name(i)));
        }

        await done.CancelAsync();

        Assert.Equal(0, await reading.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));
    }

    // A name of one letter only: a mixture of two writes would hold two.
    private static string Name(int i) => new((char)('A' + (i % 26)), 5 + (i % 57));

    private static int CountTorn(CreditIndex index, global::CreditQuery.Rules.Subjects.SubjectKey key, TaskCompletionSource began, CancellationToken done)
    {
        using var reader = index.RentReader();
        var torn = 0;
        while (!done.IsCancellationRequested)
        {
            var record = reader.ReadCopy(key, out _)!;
            var tail = new SubjectView(record).Tail;
            var end = tail.IndexOf((byte)0);
            torn += end <= 0 || tail[..end].ContainsAnyExcept(tail[0]) ? 1 : 0;
            began.TrySetResult();
        }

        return torn;
    }

    private static void MakeShort(PutEntry entry) => entry.DecisionNo = "";

    private static CheckPlan PlanOf(RegistrySnapshot snapshot)
    {
        var today = CivilDay.Of(TestRegistry.Start);
        var question = new CheckQuestion { Scenario = "licence", Region = "999999", Today = today };
        Assert.True(CheckPlanner.TryPlan(snapshot.CatalogueAt(today)!.Catalogue, question, out var plan, out _));
        return plan;
    }

    private static void ReadBatches(CreditIndex index, List<(ulong Revision, int[] Counts)> observed, CancellationToken done)
    {
        using var reader = index.RentReader();
        var batch = new Batch(reader, PlanOf(index.Current));
        do
        {
            index.ReadPinned(ref batch, static (RegistrySnapshot snapshot, ref Batch b) => b.TryRead(snapshot));
            observed.Add((batch.Revision, [.. batch.Counts]));
        }
        while (!done.IsCancellationRequested);
    }

    private static List<int[]> CountsByRevision(TestRegistry registry)
    {
        using var replay = TestRegistry.OpenAt(Path.Combine(registry.Folder, "replay"));
        using var reader = replay.RentReader();
        var counts = new List<int[]> { new int[Units] };
        foreach (var logged in registry.Log)
        {
            replay.Apply(logged);
            counts.Add([.. Enumerable.Range(0, Units).Select(n => TestRegistry.Record(replay, registry.KeyOf(SampleSubjects.Uscc(n))) is { } record ? BitConverter.ToUInt16(record, 30) : 0)]);
        }

        return counts;
    }

    /// <summary>A batch of checks; the number of an answer's measures is the number of the unit's entries.</summary>
    private struct Batch(IndexReader reader, CheckPlan plan)
    {
        private static readonly string[] Codes = [.. Enumerable.Range(0, Units).Select(SampleSubjects.Uscc)];

        private readonly CheckAnswer _answer = new();

        public readonly int[] Counts { get; } = new int[Units];

        public ulong Revision { get; private set; }

        public bool TryRead(RegistrySnapshot snapshot)
        {
            Revision = snapshot.Revision;
            var context = new CheckContext(snapshot, plan, default);
            for (var i = 0; i < Units; i++)
            {
                var subject = new SubjectInput { Type = IdentifierType.Uscc, Value = Codes[i] };
                if (!reader.TryCheck(context, subject, _answer, out _))
                {
                    return false;
                }

                Counts[i] = _answer.Measures.Length;
            }

            return true;
        }
    }
}
