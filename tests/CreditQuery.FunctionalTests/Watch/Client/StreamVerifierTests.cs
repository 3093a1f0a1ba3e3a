using CreditQuery.Client;
using CreditQuery.Protos.V1;

namespace CreditQuery.FunctionalTests.Watch.Client;

/// <summary>The client's verifier can fail: a stream that keeps its promises, and one broken promise each.</summary>
public sealed class StreamVerifierTests
{
    private static readonly WatchResponse[] Good =
    [
        ScriptedNodes.Progress(1),
        ScriptedNodes.Event(2, last: false),
        ScriptedNodes.Event(2, ordinal: 3),
        ScriptedNodes.Event(3, before: EntryState.Active, state: EntryState.Suspended),
        ScriptedNodes.Progress(3),
        ScriptedNodes.Event(5, last: false, token: "", before: EntryState.Suspended),
        ScriptedNodes.Event(6, ordinal: 1),
        ScriptedNodes.Begin(7),
        ScriptedNodes.Status(7),
        ScriptedNodes.Event(8, token: ""),
        ScriptedNodes.Status(8, "t"),
        ScriptedNodes.End(9),
        ScriptedNodes.Event(10, before: EntryState.Active),
    ];

    [Fact]
    public void GoodStream_IsTaken() => Take(Good);

    [Theory]
    [InlineData("ordered", 1, 1)]
    [InlineData("ordered", 2, 1)]
    [InlineData("atomic", 1, 3)]
    [InlineData("bookmarkable", 4, 3)]
    [InlineData("snapshot", 0, 8)]
    [InlineData("snapshot", 0, 11)]
    public void TwoMessages_OutOfPlace_AreFound(string guarantee, int first, int second) => Fails(guarantee, Good[first], Good[second]);

    [Fact]
    public void Atomic_EventAfterTheEndOfItsRevision_IsFound() => Fails("atomic", ScriptedNodes.Event(2), ScriptedNodes.Event(2, ordinal: 1));

    [Fact]
    public void Atomic_SignOfLifeWithinARevision_IsFound() => Fails("atomic", Good[1], Good[4]);

    [Fact]
    public void Bookmarkable_SignOfLifeGoesBack_IsFound() => Fails("bookmarkable", Good[4], Good[0]);

    [Fact]
    public void Resumable_TokenWithinASnapshot_IsFound() => Fails("resumable", Good[7], ScriptedNodes.Event(8));

    [Fact]
    public void Resumable_RevisionEndsWithoutAToken_IsFound() => Fails("resumable", ScriptedNodes.Event(8, token: ""));

    [Fact]
    public void Resumable_MergedStretchEndsWithinARevision_IsFound() => Fails("resumable", Good[5], ScriptedNodes.Event(6, ordinal: 1, last: false));

    [Fact]
    public void Bookmarkable_SnapshotGoesBack_IsFound() => Fails("bookmarkable", ScriptedNodes.Progress(8), Good[7]);

    [Fact]
    public void Ordered_StateOlderThanAnEventBeforeIt_IsFound() => Fails("ordered", Good[7], Good[9], ScriptedNodes.Status(7));

    [Fact]
    public void PreviousState_NotTheOneTold_IsFound() => Fails("previous state", Good[1], Good[2], ScriptedNodes.Event(3, before: EntryState.Suspended));

    [Fact]
    public void Filter_SubjectThatIsNotNamed_IsFound()
    {
        var verifier = new StreamVerifier(subjects: 2, verifiesStates: true);
        var told = ScriptedNodes.Event(2).Event;
        told.FilterIndex = 2;

        Assert.Equal("filter", Assert.Throws<BrokenGuaranteeException>(() => verifier.Take(told)).Guarantee);
    }

    [Fact]
    public void Snapshot_NamedSubjectLeftOut_IsFound()
    {
        var verifier = new StreamVerifier(subjects: 2, verifiesStates: true);
        verifier.Take(Good[7].SnapshotBegin);
        var status = ScriptedNodes.Status(7).SubjectStatus;
        status.FilterIndex = 0;
        verifier.Take(status);

        Assert.Equal("snapshot", Assert.Throws<BrokenGuaranteeException>(() => verifier.Take(Good[11].SnapshotEnd)).Guarantee);
    }

    [Fact]
    public void Begin_AfterACutInAMergedStretch_TakesItAgain()
    {
        var verifier = new StreamVerifier(subjects: 0, verifiesStates: true);
        verifier.Take(Good[0].Progress);

        verifier.Begin();
        verifier.Take(Good[5].Event);
        verifier.Take(Good[6].Event);

        Assert.Equal(6ul, verifier.Revision);
    }

    private static void Fails(string guarantee, params WatchResponse[] responses) =>
        Assert.Equal(guarantee, Assert.Throws<BrokenGuaranteeException>(() => Take(responses)).Guarantee);

    private static void Take(IEnumerable<WatchResponse> responses)
    {
        var verifier = new StreamVerifier(subjects: 0, verifiesStates: true);
        foreach (var response in responses)
        {
            verifier.Take(response);
        }
    }
}
