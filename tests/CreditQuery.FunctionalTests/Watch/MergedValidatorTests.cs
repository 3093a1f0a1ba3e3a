using CreditQuery.Protos.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace CreditQuery.FunctionalTests.Watch;

/// <summary>Every validator of merged streams can fail: a stream that keeps its promises, and one broken promise each.</summary>
public sealed class MergedValidatorTests
{
    private static readonly Timestamp Noon = Timestamp.FromDateTime(new DateTime(2026, 6, 1, 4, 0, 0, DateTimeKind.Utc));

    private readonly List<StatusEvent> _expected =
    [
        Told(3, "a", EntryState.Unspecified, EntryState.Active),
        Told(4, "a", EntryState.Active, EntryState.Suspended),
        Told(5, "b", EntryState.Unspecified, EntryState.Pending),
        Told(6, "a", EntryState.Suspended, EntryState.Expired),
        Told(7, "b", EntryState.Pending, EntryState.Active),
    ];

    private readonly List<StatusEvent> _good =
    [
        Told(3, "a", EntryState.Unspecified, EntryState.Active),
        Told(6, "a", EntryState.Active, EntryState.Expired, merged: 1, token: false),
        Told(7, "b", EntryState.Unspecified, EntryState.Active, merged: 1),
    ];

    [Fact]
    public void GoodStream_HasNoFaults() => Assert.Empty(FaultsOf(_good));

    [Fact]
    public void NothingMerged_HasNoFaults() => Assert.Empty(FaultsOf(_expected));

    [Fact]
    public void Accounted_OneMoreThanItStandsFor_IsFound()
    {
        _good[1].Merged = 2;
        Fails("accounted");
    }

    [Fact]
    public void Accounted_EventThatWasNotToCome_IsFound()
    {
        _good[1].Revision = 5;
        Fails("accounted");
    }

    [Fact]
    public void Whole_TokenInTheMiddleOfAMergedStretch_IsFound()
    {
        _good[1].Token = ByteString.CopyFromUtf8("t");
        Fails("whole");
    }

    [Fact]
    public void Whole_LastStateLeftOut_IsFound()
    {
        _good.RemoveAt(1);
        Fails("whole");
    }

    [Fact]
    public void PreviousState_OfTheMergedOneInstead_IsFound()
    {
        _good[1].PreviousState = EntryState.Suspended;
        Fails("previous state");
    }

    [Fact]
    public void Ordered_TwoSwapped_IsFound()
    {
        (_good[1], _good[2]) = (_good[2], _good[1]);
        Fails("ordered");
    }

    private void Fails(string validator) => Assert.Contains(FaultsOf(_good), fault => fault.StartsWith(validator, StringComparison.Ordinal));

    private List<string> FaultsOf(IEnumerable<StatusEvent> received) =>
        [.. MergedValidators.FaultsOf([.. received.Select(static e => new WatchResponse { Event = e })], _expected, static _ => true)];

    private static StatusEvent Told(ulong revision, string entry, EntryState before, EntryState after, uint merged = 0, bool token = true) => new()
    {
        Revision = revision,
        Type = StatusEventType.Changed,
        EntryId = entry,
        Subject = "s",
        PreviousState = before,
        State = after,
        Cause = EventCause.Log,
        Instant = Noon,
        Merged = merged,
        Token = token ? ByteString.CopyFromUtf8("t") : ByteString.Empty,
    };
}
