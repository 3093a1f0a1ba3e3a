using CreditQuery.Protos.V1;
using Google.Protobuf.WellKnownTypes;

namespace CreditQuery.FunctionalTests.Watch;

/// <summary>Every validator can fail: a stream that keeps its promises, and one broken promise each.</summary>
public sealed class WatchValidatorTests
{
    private static readonly Timestamp Noon = Timestamp.FromDateTime(new DateTime(2026, 6, 1, 4, 0, 0, DateTimeKind.Utc));

    private readonly List<StatusEvent> _good =
    [
        Told(3, 0, StatusEventType.Listed, "a", EntryState.Unspecified, EntryState.Active),
        Told(3, 1, StatusEventType.Listed, "b", EntryState.Unspecified, EntryState.Pending),
        Told(5, 0, StatusEventType.Suspended, "a", EntryState.Active, EntryState.Suspended),
        Told(6, 0, StatusEventType.Effective, "b", EntryState.Pending, EntryState.Active),
    ];

    [Fact]
    public void GoodStream_HasNoFaults() => Assert.Empty(WatchValidators.FaultsOf(Messages(_good), _good, static _ => true));

    [Fact]
    public void Filter_EventNotAskedFor_IsFound() => Fails("filter", _good, isWanted: static e => e.EntryId != "b");

    [Fact]
    public void Ordered_TwoSwapped_IsFound() => Fails("ordered", [_good[0], _good[1], _good[3], _good[2]]);

    [Fact]
    public void Unique_OneTwice_IsFound() => Fails("unique", [_good[0], _good[0], .. _good.Skip(1)]);

    [Fact]
    public void Atomic_HalfARevision_IsFound() => Fails("atomic", [_good[0], .. _good.Skip(2)]);

    [Fact]
    public void Reliable_OneLeftOut_IsFound() => Fails("reliable", [_good[0], _good[1], _good[3]]);

    [Fact]
    public void Resumable_BeginsTooLate_IsFound() => Fails("resumable", [.. _good.Skip(1)]);

    [Fact]
    public void PreviousState_NotTheOneToldBefore_IsFound()
    {
        _good[2].PreviousState = EntryState.Grace;
        Fails("previous state", _good);
    }

    [Fact]
    public void Creation_ListedTwice_IsFound() => Fails("creation", [.. _good, Told(7, 0, StatusEventType.Listed, "a", EntryState.Suspended, EntryState.Active)]);

    [Fact]
    public void Bookmarkable_EventAfterItsProgress_IsFound()
    {
        var messages = Messages(_good);
        messages.Insert(2, new WatchResponse { Progress = new WatchProgress { Revision = 5 } });

        Assert.Contains(WatchValidators.FaultsOf(messages, _good, static _ => true), static fault => fault.StartsWith("bookmarkable", StringComparison.Ordinal));
    }

    private void Fails(string validator, IReadOnlyList<StatusEvent> received, Func<StatusEvent, bool>? isWanted = null) =>
        Assert.Contains(WatchValidators.FaultsOf(Messages(received), _good, isWanted ?? (static _ => true)), fault => fault.StartsWith(validator, StringComparison.Ordinal));

    private static List<WatchResponse> Messages(IEnumerable<StatusEvent> events) => [.. events.Select(static e => new WatchResponse { Event = e })];

    private static StatusEvent Told(ulong revision, uint ordinal, StatusEventType type, string entry, EntryState before, EntryState after) => new()
    {
        Revision = revision,
        Ordinal = ordinal,
        Type = type,
        EntryId = entry,
        Subject = "s",
        PreviousState = before,
        State = after,
        Cause = EventCause.Log,
        Instant = Noon,
    };
}
