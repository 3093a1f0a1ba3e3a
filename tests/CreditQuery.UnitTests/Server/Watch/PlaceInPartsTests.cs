using CreditQuery.Index;
using CreditQuery.Protos.V1;
using CreditQuery.Rules.Transitions;
using CreditQuery.Server.Watch;
using SubjectKey = CreditQuery.Rules.Subjects.SubjectKey;

namespace CreditQuery.UnitTests.Server.Watch;

public sealed class PlaceInPartsTests
{
    private static readonly StatusPosition At = new(7, 739_000);

    [Theory]
    [InlineData(0, 1, false)]
    [InlineData(1, 1, true)]
    [InlineData(99, 50, true)]
    [InlineData(100, 50, false)]
    [InlineData(101, 100, false)]
    [InlineData(999, 500, true)]
    [InlineData(1_000, 500, false)]
    [InlineData(1_000, 500, true)]
    [InlineData(1_001, 1, false)]
    [InlineData(2_000, 999, false)]
    [InlineData(3_456, 500, true)]
    public void Add_InPieces_PartsAreThoseOfTheWhole(int subjects, int perPiece, bool changedCatalogue)
    {
        SubjectTransitions[] all = [.. Enumerable.Range(0, subjects).Select(Subject)];
        var whole = new PlaceInParts(At, 5, EventCause.Time).Add(all, changedCatalogue, isLast: true);

        var place = new PlaceInParts(At, 5, EventCause.Time);
        var pieces = all.Chunk(perPiece).SelectMany((piece, n) => place.Add(piece, changedCatalogue && n == 0, isLast: false)).ToList();
        pieces.AddRange(place.Add([], changedCatalogue && subjects == 0, isLast: true));

        Assert.Equal(whole, pieces);
        Assert.Equal(subjects + (changedCatalogue ? 1 : 0), pieces.Sum(static part => part.Subjects.Count));
        Assert.Equal(pieces.Count == 0 ? 0 : 1, pieces.Count(static part => part.IsLast));
        Assert.True(pieces.Count == 0 || pieces[^1].IsLast);
        Assert.All(pieces.Zip(pieces.Skip(1)), static pair => Assert.Equal(StatusCursor.EndOf(pair.First), pair.Second.FirstOrdinal));
    }

    [Theory]
    [InlineData(EventCause.Time, 100, 1_000, 900)]
    [InlineData(EventCause.Log, 1_000, 1_000)]
    public void Add_FirstPart_IsSmallAtMidnight(EventCause cause, params int[] parts)
    {
        var cut = new PlaceInParts(At, 5, cause).Add([.. Enumerable.Range(0, 2_000).Select(Subject)], changedCatalogue: false, isLast: true);

        Assert.Equal(parts, cut.Select(static part => part.Subjects.Count));
    }

    private static SubjectTransitions Subject(int number) => new(
        new SubjectKey((ulong)number, 1), CreditQuery.Rules.Subjects.SubjectKind.Enterprise,
        [.. Enumerable.Range(0, 1 + (number % 3)).Select(static _ => new StatusChange { Kind = StatusChangeKind.Effective })]);
}
