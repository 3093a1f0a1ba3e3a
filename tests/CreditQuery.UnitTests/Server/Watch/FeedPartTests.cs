using System.Runtime.CompilerServices;
using CreditQuery.Index;
using CreditQuery.Protos.Log.V1;
using CreditQuery.Protos.V1;
using CreditQuery.Rules.Transitions;
using CreditQuery.Server.Watch;
using CreditQuery.Server.Watch.Journal;
using SubjectKey = CreditQuery.Rules.Subjects.SubjectKey;

namespace CreditQuery.UnitTests.Server.Watch;

/// <summary>What a part of the ring takes: the ring is bounded by it.</summary>
public sealed class FeedPartTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(10, 1)]
    [InlineData(100, 5)]
    [InlineData(1_000, 1)]
    public void Bytes_OfAPart_AreAboutWhatItTakesWithoutItsObjects(int subjects, int changes)
    {
        var batch = Batch(subjects, changes);
        var shared = new SharedEvents();
        _ = Part(batch, 0, shared);
        var before = GC.GetAllocatedBytesForCurrentThread();

        var part = Part(batch, 1, shared);
        var taken = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.InRange(part.Bytes, 0.8 * taken, 1.2 * taken);
    }

    [Fact]
    public void Batch_AfterACollection_IsReadAgainAndTheSame()
    {
        var batch = Batch(subjects: 3, changes: 2);
        var (part, first) = PartOfACopy(batch);

        GC.Collect();

        Assert.False(first.IsAlive);
        Assert.Equal(batch, part.Batch);
        Assert.Same(part.Batch, part.Batch);
        Assert.Equal((0u, 6u, true), (part.FirstOrdinal, part.EndOrdinal, part.IsLast));
        Assert.Equal(StatusJournal.PlaceOf(batch), part.Place);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(0, 5)]
    [InlineData(1, 3)]
    [InlineData(4, 5)]
    public void Some_AfterACollection_AreTheSubjectsOfThePart(int first, int end)
    {
        var batch = Batch(subjects: 5, changes: 2);
        var (part, _) = PartOfACopy(batch);
        GC.Collect();

        var some = part.Some(first, end, out var skipped);

        Assert.Equal((first, end - first), (skipped, some.Subjects.Count));
        Assert.Equal(batch.Subjects.Skip(first).Take(end - first), some.Subjects);
        Assert.Equal((batch.Revision, batch.Day, batch.InstantMs, batch.Cause, batch.IsLast), (some.Revision, some.Day, some.InstantMs, some.Cause, some.IsLast));
        Assert.Equal(batch.ChainMark, some.ChainMark);

        var whole = part.Batch;
        Assert.Same(whole, part.Some(first, end, out skipped));
        Assert.Equal(0, skipped);
        GC.KeepAlive(whole);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static (FeedPart Part, WeakReference First) PartOfACopy(JournalBatch batch)
    {
        var copy = batch.Clone();
        return (Part(copy, 1, new SharedEvents()), new WeakReference(copy));
    }

    private static FeedPart Part(JournalBatch batch, long number, SharedEvents shared) => new(batch, JournalFrame.Of(batch), number, shared);

    private static JournalBatch Batch(int subjects, int changes)
    {
        var told = Enumerable.Range(0, subjects).Select(n => new SubjectTransitions(new SubjectKey(1, (ulong)n), default, Changes(changes))).ToList();
        return Assert.Single(new PlaceInParts(new StatusPosition(1, 1) { ChainMark = 7 }, 5, EventCause.Log).Add(told, changedCatalogue: false, isLast: true));
    }

    private static List<StatusChange> Changes(int count) =>
        [.. Enumerable.Range(0, count).Select(n => new StatusChange { Kind = default, EntryId = n.ToString("D20", System.Globalization.CultureInfo.InvariantCulture) })];
}
