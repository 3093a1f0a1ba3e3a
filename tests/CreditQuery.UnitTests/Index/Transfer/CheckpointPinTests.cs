namespace CreditQuery.UnitTests.Index.Transfer;

/// <summary>Whoever reads a checkpoint keeps it, while the node goes on taking others, and not for ever.</summary>
public sealed class CheckpointPinTests : IDisposable
{
    private readonly TransferSource _source = new();

    public void Dispose() => _source.Dispose();

    [Fact]
    public void Checkpoint_WhileOneIsRead_KeepsItWithItsBytes()
    {
        using var pin = _source.Pin();
        using var reader = pin.OpenReader();
        var before = TransferSource.BlocksOf(reader);

        TakeCheckpoints(4);

        Assert.Equal(3, _source.Registry.Index.Checkpoints.Revisions.Count);
        Assert.Equal(pin.Description.Revision, _source.Registry.Index.Checkpoints.Revisions[^1]);
        using var again = pin.OpenReader();
        Assert.Equal(before, TransferSource.BlocksOf(again));
    }

    [Fact]
    public void Checkpoint_AfterThePinWasGivenBack_RemovesIt()
    {
        var pin = _source.Pin();
        TakeCheckpoints(3);
        pin.Dispose();

        TakeCheckpoints(1);

        Assert.Equal(2, _source.Registry.Index.Checkpoints.Revisions.Count);
        Assert.Null(_source.Registry.Index.Checkpoints.Pin(pin.Description.CheckpointId, static () => true));
    }

    [Fact]
    public void Checkpoint_AfterThePinNoLongerHolds_RemovesItAndSaysSo()
    {
        var holds = true;
        using var pin = _source.Registry.Index.Checkpoints.Pin("", () => holds)!;
        TakeCheckpoints(3);
        Assert.False(pin.IsDropped);
        holds = false;

        TakeCheckpoints(1);

        Assert.True(pin.IsDropped);
        Assert.Equal(2, _source.Registry.Index.Checkpoints.Revisions.Count);
    }

    [Fact]
    public void PinCheckpoint_ById_FindsThatOneAlone()
    {
        using var first = _source.Pin();
        TakeCheckpoints(1);
        using var second = _source.Pin();

        using var again = _source.Registry.Index.Checkpoints.Pin(first.Description.CheckpointId, static () => true);

        Assert.NotEqual(first.Description.Revision, second.Description.Revision);
        Assert.Equal(first.Description.Revision, again!.Description.Revision);
        Assert.Null(_source.Registry.Index.Checkpoints.Pin("00000000000000000000000000000000", static () => true));
    }

    [Fact]
    public void Restart_WithAPinnedCheckpointLeft_GoesOnFromTheNewest()
    {
        using var pin = _source.Pin();
        TakeCheckpoints(4);

        _source.Registry.Restart();
        TakeCheckpoints(1);

        Assert.Equal(2, _source.Registry.Index.Checkpoints.Revisions.Count);
        using var replayed = _source.Registry.ReplayedElsewhere();
        ReferenceTests.AssertEqual(replayed, _source.Registry.Index, _source.Registry);
    }

    private void TakeCheckpoints(int count)
    {
        for (var i = 0; i < count; i++)
        {
            _source.Registry.ApplyOne(_source.Registry.PutEntry(SampleSubjects.Uscc(1), $"pin:{_source.Registry.Log.Count}"));
            _source.Registry.Index.Checkpoints.Take();
        }
    }
}
