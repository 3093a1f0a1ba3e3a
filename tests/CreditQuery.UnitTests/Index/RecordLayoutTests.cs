using System.Runtime.CompilerServices;
using CreditQuery.Index.Records;
using CreditQuery.Rules.Records;

namespace CreditQuery.UnitTests.Index;

public sealed class RecordLayoutTests
{
    [Fact]
    public void Sizes_OfEveryStruct_AsDrawn()
    {
        Assert.Equal(48, Unsafe.SizeOf<SubjectHeader>());
        Assert.Equal(112, Unsafe.SizeOf<EntryRecord>());
        Assert.Equal(144, Unsafe.SizeOf<SlotRecord>());
        Assert.Equal(48, Unsafe.SizeOf<EntryFact>());
        Assert.Equal(24, Unsafe.SizeOf<GradeRecord>());
        Assert.Equal(32, Unsafe.SizeOf<CommitmentRecord>());
        Assert.Equal(40, Unsafe.SizeOf<LinkRecord>());
        Assert.Equal(24, Unsafe.SizeOf<BehaviourRecord>());
        Assert.Equal(32, Unsafe.SizeOf<AliasRecord>());
    }

    [Fact]
    public void Alias_RevisionAndFlags_StandWhereASubjectsHeadHasThem()
    {
        var bytes = new byte[AliasRecord.Size];
        var alias = new AliasRecord { Revision = 77, Flags = SubjectFlags.Alias };
        Unsafe.WriteUnaligned(ref bytes[0], alias);

        Assert.Equal(77UL, BitConverter.ToUInt64(bytes));
        Assert.Equal((byte)SubjectFlags.Alias, bytes[29]);
    }

    [Fact]
    public void Pack_EverythingThere_UnpacksToTheSame()
    {
        var record = FullRecord();

        var bytes = RecordPacker.Pack(record);

        Assert.Equal(bytes, RecordPacker.Pack(RecordUnpacker.Unpack(bytes)));
    }

    [Fact]
    public void Pack_PlainSubject_HeadAloneOrHeadAndName()
    {
        var record = new SubjectRecord();
        Assert.Equal(48, RecordPacker.Pack(record).Length);

        record.Name = new byte[30];
        record.Name.AsSpan().Fill((byte)'x');
        Assert.Equal(80, RecordPacker.Pack(record).Length);
    }

    [Fact]
    public void View_OfAPackedRecord_ReadsEveryText()
    {
        var view = new SubjectView(RecordPacker.Pack(FullRecord()));

        Assert.Equal("a:1"u8, view.EntryId(view.Entries[0]));
        Assert.Equal("No. 7"u8, view.Text(view.Entries[0], EntryText.DecisionNo));
        Assert.Equal("b:1"u8, view.EntryId(view.Slots[0].Entry));
        Assert.Equal("order"u8, view.Tail.Slice(view.Facts[0].TextOffset, view.Facts[0].IdLength));
        Assert.Equal(1, view.Facts[1].Owner);
        Assert.Equal((byte)'n', view.Tail[0]);
        Assert.True(FormerNames.Contains(view.FormerNames, 77));
    }

    [Fact]
    public void With_OneText_OthersStay()
    {
        var texts = EntryTexts.Write(["a:1", "No. 7", "dept", null, null, null, null, null, null, null, null, null]);

        var changed = EntryTexts.With(texts, EntryText.Ending, "No. 8\nperformed");

        Assert.Equal("No. 7", EntryTexts.Read(changed, EntryText.DecisionNo));
        Assert.Equal("No. 8\nperformed", EntryTexts.Read(changed, EntryText.Ending));
        Assert.Equal(texts, EntryTexts.With(changed, EntryText.Ending, ""));
    }

    private static SubjectRecord FullRecord()
    {
        var record = new SubjectRecord { Name = "name"u8.ToArray(), Occupations = "driver"u8.ToArray(), FormerNames = FormerNames.With([], 77, 5) };
        record.Entries.Add(new WorkingEntry
        {
            Value = new EntryRecord { IdLength = 3, Items = 5 },
            Texts = EntryTexts.Write(["a:1", "No. 7", null, null, null, null, null, null, null, null, null, null]),
            Facts = [new(new EntryFact { Kind = FactKind.Stay, IdLength = 5 }, "order"u8.ToArray())],
        });
        record.Slots.Add(new WorkingSlot
        {
            Value = new SlotRecord { Entry = new EntryRecord { IdLength = 3 } },
            Texts = EntryTexts.Write(["b:1", null, null, null, null, null, null, null, null, null, null, null]),
            Facts = [new(new EntryFact { Kind = FactKind.Objection, IdLength = 1 }, "o"u8.ToArray())],
        });
        record.Grades.Add(new(new GradeRecord { Scheme = 3 }, "tax\nA\ndept"u8.ToArray()));
        record.Commitments.Add(new(new CommitmentRecord { Type = 4 }, "c\nrepair\n"u8.ToArray()));
        record.Links.Add(new(new LinkRecord { Kind = LinkKind.Person }, []));
        record.Behaviours.Add(new BehaviourRecord { Count = 2 });
        return record;
    }
}
