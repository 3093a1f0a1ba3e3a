using CreditQuery.Protos.Log.V1;
using CreditQuery.Protos.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace CreditQuery.FunctionalTests.Watch;

/// <summary>Every validator of streams with a snapshot can fail: one that keeps its promises, and one broken promise each.</summary>
public sealed class SnapshotValidatorTests
{
    private static readonly Timestamp Noon = Timestamp.FromDateTime(new DateTime(2026, 6, 1, 4, 0, 0, DateTimeKind.Utc));
    private static readonly int Today = DateOnly.FromDateTime(Noon.ToDateTime()).DayNumber;

    private readonly List<StatusEvent> _expected =
    [
        Told(3, "a", EntryState.Unspecified, EntryState.Active),
        Told(4, "b", EntryState.Unspecified, EntryState.Pending),
        Told(5, "a", EntryState.Active, EntryState.Suspended),
        Told(6, "c", EntryState.Unspecified, EntryState.Active),
        Told(7, "b", EntryState.Pending, EntryState.Active),
    ];

    private readonly List<WatchResponse> _good;

    // Away after revision 3; the snapshot ends at 6, which came while it was taken.
    public SnapshotValidatorTests() => _good =
    [
        new() { Event = _expected[0] },
        new() { Compacted = new Compacted { OldestRevision = 5 } },
        new() { SnapshotBegin = new SnapshotBegin { Revision = 5 } },
        new() { SubjectStatus = Status(5, ("a", EntryState.Suspended), ("b", EntryState.Pending)) },
        new() { Event = _expected[3] },
        new() { SnapshotEnd = new SnapshotEnd { Revision = 6, Token = Token(6) } },
        new() { Event = _expected[4] },
    ];

    [Fact]
    public void GoodStream_HasNoFaults() => Assert.Empty(FaultsOf());

    [Fact]
    public void Healed_LossWithoutASnapshot_IsFound() => Fails("healed", () => _good.RemoveAt(2));

    [Fact]
    public void Healed_SnapshotWithoutALoss_IsFound() => Fails("healed", () => _good.RemoveAt(1));

    [Fact]
    public void Healed_SnapshotWithoutAnEnd_IsFound() => Fails("healed", () => _good.RemoveRange(5, 2));

    [Fact]
    public void Copied_StateMissing_IsFound() => Fails("copied", () => _good[3].SubjectStatus.Entries.RemoveAt(1));

    [Fact]
    public void Copied_StateIsOld_IsFound() => Fails("copied", () => _good[3].SubjectStatus.Entries[0].State = EntryState.Active);

    [Fact]
    public void Copied_EventWithinTheSnapshotLost_IsFound() => Fails("copied", () => _good.RemoveAt(4));

    [Fact]
    public void Copied_EventAfterTheSnapshotLost_IsFound() => Fails("copied", () => _good.RemoveAt(6));

    [Fact]
    public void Copied_EventOfTheSnapshotRepeated_IsFound() => Fails("copied", () => _good.Insert(6, new WatchResponse { Event = _expected[3] }));

    [Fact]
    public void Filter_EventNotAskedFor_IsFound() =>
        Assert.Contains(SnapshotValidators.FaultsOf(_good, _expected, static told => told.EntryId != "c"), static fault => fault.StartsWith("filter", StringComparison.Ordinal));

    private void Fails(string validator, Action breaks)
    {
        breaks();
        Assert.Contains(FaultsOf(), fault => fault.StartsWith(validator, StringComparison.Ordinal));
    }

    private IEnumerable<string> FaultsOf() => SnapshotValidators.FaultsOf(_good, _expected, static _ => true);

    private static SubjectStatus Status(ulong revision, params (string Entry, EntryState State)[] entries) => new()
    {
        Revision = revision,
        SubjectMask = "s",
        Entries = { entries.Select(static entry => new EntryStatus { EntryId = entry.Entry, State = entry.State }) },
    };

    private static ByteString Token(ulong revision) => ByteString.CopyFrom([.. new ResumeToken { Revision = revision, Day = Today }.ToByteArray(), .. new byte[16]]);

    private static StatusEvent Told(ulong revision, string entry, EntryState before, EntryState after) => new()
    {
        Revision = revision,
        Type = before == EntryState.Unspecified ? StatusEventType.Listed : StatusEventType.Changed,
        EntryId = entry,
        Subject = "s",
        PreviousState = before,
        State = after,
        Cause = EventCause.Log,
        Instant = Noon,
    };
}
