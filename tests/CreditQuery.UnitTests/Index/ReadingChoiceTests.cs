using System.Runtime.InteropServices;
using CreditQuery.Index.Reading;
using CreditQuery.Index.Store;
using CreditQuery.Rules.Subjects;

namespace CreditQuery.UnitTests.Index;

/// <summary>A number that can be read in two ways: whatever is known under either reading is never passed over.</summary>
public sealed class ReadingChoiceTests
{
    private static readonly byte[] Bytes = GC.AllocateArray<byte>(128, pinned: true);

    [Theory]
    [InlineData("nothing", "nothing", "nothing", 0, false)]
    [InlineData("record", "nothing", "record", 0, false)]
    [InlineData("nothing", "record", "record", 1, false)]
    [InlineData("record", "record", "record", 0, true)]
    [InlineData("nothing", "out", "out", 1, false)]
    [InlineData("out", "nothing", "out", 0, false)]
    [InlineData("record", "out", "out", 1, false)]
    [InlineData("out", "record", "out", 0, false)]
    [InlineData("out", "out", "out", 1, false)]
    [InlineData("nothing", "newer", "newer", 1, false)]
    public void Take_SecondReading_LeavesNothingKnownOut(string first, string second, string expected, int reading, bool ambiguous)
    {
        ParsedIdentifier[] readings = [default, new(IdentifierType.TaxNo, default, default, false)];
        var choice = new ReadingChoice(Hit(first, 1), readings[0]);

        choice.Take(Hit(second, 2), readings[1]);

        Assert.Equal(expected, Word(choice.Hit));
        Assert.Equal(ambiguous, choice.IsAmbiguous);
        Assert.Equal(readings[reading], choice.Reading);
    }

    [Fact]
    public void Take_TwoReadingsOfOneRecord_IsNotAmbiguous()
    {
        var choice = new ReadingChoice(Hit("record", 1), default);

        choice.Take(Hit("record", 1), default);

        Assert.False(choice.IsAmbiguous);
    }

    private static RecordHit Hit(string what, ulong key) => what switch
    {
        "record" => new RecordHit(Key(key), Record(), false, false),
        "out" => new RecordHit(Key(key), default, false, true),
        "newer" => RecordHit.Newer(Key(key)),
        _ => new RecordHit(Key(key), default, false, false),
    };

    private static string Word(in RecordHit hit) => hit.IsNewer ? "newer" : hit.IsOutOfMemory ? "out" : hit.Record.IsEmpty ? "nothing" : "record";

    private static SubjectKey Key(ulong number) => new(number, 0);

    private static unsafe RecordSpan Record() => new((byte*)Marshal.UnsafeAddrOfPinnedArrayElement(Bytes, 0), Bytes.Length);
}
