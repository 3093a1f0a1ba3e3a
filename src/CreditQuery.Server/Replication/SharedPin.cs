using CreditQuery.Index;
using CreditQuery.Index.Transfer;

namespace CreditQuery.Server.Replication;

/// <summary>The pin of a checkpoint with those who read it.</summary>
/// <remarks>Joined and left under the lock of <see cref="SnapshotPins"/>; asked by the index at any time, hence without a lock.</remarks>
internal sealed class SharedPin(CreditIndex index, TimeProvider time, TimeSpan pinTime)
{
    private static readonly TimeSpan IdleTime = TimeSpan.FromMinutes(2);

    private readonly long _since = time.GetTimestamp();
    private long _idleSince = time.GetTimestamp();
    private int _readers;

    /// <summary>The index whose checkpoint it is; a node that loads again has another one.</summary>
    public CreditIndex Index => index;

    /// <summary>The pin.</summary>
    public CheckpointPin Pin { get; set; } = null!;

    /// <summary>Who reads now.</summary>
    public int Readers => Volatile.Read(ref _readers);

    /// <summary>Whether the checkpoint is to be kept: while it is read, a little longer for a reader who comes again, and never beyond its time.</summary>
    public bool Holds() => time.GetElapsedTime(_since) < pinTime
        && (Readers > 0 || time.GetElapsedTime(Volatile.Read(ref _idleSince)) < IdleTime);

    /// <summary>One reader more.</summary>
    public void Join() => Interlocked.Increment(ref _readers);

    /// <summary>One reader less.</summary>
    /// <param name="now">Timestamp of the clock.</param>
    public void Leave(long now)
    {
        Volatile.Write(ref _idleSince, now);
        Interlocked.Decrement(ref _readers);
    }
}
