using CreditQuery.Index;

namespace CreditQuery.UnitTests.Index;

/// <summary>A fault while the records of a set are written is the machine's and never the event's: the index stops, a restart mends it.</summary>
public sealed class BrokenSetTests : IDisposable
{
    private readonly TestRegistry _registry = new();

    public void Dispose() => _registry.Dispose();

    [Theory]
    [InlineData(typeof(OutOfMemoryException))]
    [InlineData(typeof(InvalidOperationException))]
    [InlineData(typeof(IOException))]
    [InlineData(typeof(NullReferenceException))]
    public void Apply_WritingFailsHalfWay_BreaksAndNeverQuarantines(Type fault)
    {
        _registry.ApplyOne(_registry.PutSubject(SampleSubjects.Uscc(1)));
        FailAtSecondRecord(fault);

        Assert.Throws<IndexBrokenException>(ApplyTwo);

        _registry.BeforeRecord = null;
        Assert.Equal(2UL, _registry.Index.Current.Revision);
        Assert.Empty(_registry.Index.Current.Facts.Quarantine);
        Assert.Throws<IndexBrokenException>(() => _registry.Index.Apply(_registry.Log[^1]));
        Assert.Throws<IndexBrokenException>(() => _registry.Index.Checkpoints.Take());
    }

    [Fact]
    public void Restart_AfterASetHalfWritten_SetIsAppliedWhole()
    {
        _registry.Index.Checkpoints.Take();
        FailAtSecondRecord(typeof(OutOfMemoryException));
        Assert.Throws<IndexBrokenException>(ApplyTwo);
        _registry.BeforeRecord = null;

        _registry.Restart();

        Assert.Equal(2UL, _registry.Index.Current.Revision);
        Assert.NotNull(_registry.Record(SampleSubjects.Uscc(3)));
        using var replayed = _registry.ReplayedElsewhere();
        ReferenceTests.AssertEqual(replayed, _registry.Index, _registry);
    }

    [Fact]
    public void ReadPinned_MeetsASetHalfWritten_SaysThatTheIndexIsBroken()
    {
        FailAtSecondRecord(typeof(OutOfMemoryException));
        Assert.Throws<IndexBrokenException>(ApplyTwo);

        var attempts = 0;
        Assert.Throws<IndexBrokenException>(() => _registry.Index.ReadPinned(ref attempts, static (RegistrySnapshot _, ref int tries) => ++tries < 0));

        Assert.Equal(4, attempts);
    }

    private void ApplyTwo() => _registry.Apply(_registry.PutSubject(SampleSubjects.Uscc(2)), _registry.PutSubject(SampleSubjects.Uscc(3)));

    private void FailAtSecondRecord(Type fault)
    {
        var written = 0;
        _registry.BeforeRecord = () =>
        {
            if (++written == 2)
            {
                throw (Exception)Activator.CreateInstance(fault)!;
            }
        };
    }
}
