using CreditQuery.Index;
using CreditQuery.Protos.Log.V1;
using CreditQuery.Protos.V1;
using CreditQuery.Rules.Transitions;
using CreditQuery.Server.Watch;
using SubjectKey = CreditQuery.Rules.Subjects.SubjectKey;

namespace CreditQuery.UnitTests.Server.Watch;

/// <summary>What a part of the ring takes: the ring is bounded by it.</summary>
public sealed class FeedPartTests
{
    private const int Subjects = 1_000;

    [Theory]
    [InlineData(1, 20, false)]
    [InlineData(1, 60, false)]
    [InlineData(5, 20, false)]
    [InlineData(1, 20, true)]
    [InlineData(5, 20, true)]
    public void Bytes_OfAPart_AreAboutWhatItsObjectsTake(int changes, int idLength, bool areOfUnits)
    {
        var told = Enumerable.Range(0, Subjects).Select(n => new SubjectTransitions(new SubjectKey(1, (ulong)n), default, Changes(changes, idLength, areOfUnits))).ToList();
        _ = Batch(told);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var batch = Batch(told);
        var taken = GC.GetAllocatedBytesForCurrentThread() - before;

        // Names of entries are made before, lists that are let go meanwhile.
        var names = (long)Subjects * changes * (22 + (2 * idLength));
        Assert.InRange(new FeedPart(batch).Bytes, 0.8 * (taken + names), 1.2 * (taken + names));
    }

    private static JournalBatch Batch(List<SubjectTransitions> told) =>
        Assert.Single(new PlaceInParts(new StatusPosition(1, 1), 0, EventCause.Log).Add(told, changedCatalogue: false, isLast: true));

    private static List<StatusChange> Changes(int count, int idLength, bool areOfUnits) =>
        [.. Enumerable.Range(0, count).Select(n => new StatusChange { Kind = default, Unit = areOfUnits ? new SubjectKey(2, (ulong)n) : default, EntryId = n.ToString("D" + idLength, System.Globalization.CultureInfo.InvariantCulture) })];
}
