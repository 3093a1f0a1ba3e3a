using CreditQuery.Log;

namespace CreditQuery.Server.Registry;

/// <summary>Whether appends succeed, for the health of RegistryService.</summary>
/// <remarks>A full disk may be emptied, and Redis comes back: after a while writers are let try again. A failed storage stays failed until a restart.</remarks>
internal sealed class AppendHealth(TimeProvider time)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    private long _failedAt;
    private volatile bool _faulted;

    /// <summary>Whether the last append succeeded, or its failure is long enough ago to try again.</summary>
    public bool Succeed => !_faulted && (Volatile.Read(ref _failedAt) is var failed && (failed == 0 || time.GetElapsedTime(failed) >= RetryAfter));

    /// <summary>Notes that an append succeeded.</summary>
    public void Succeeded() => Volatile.Write(ref _failedAt, 0);

    /// <summary>Notes that an append failed.</summary>
    /// <param name="fault">Why.</param>
    public void Failed(Exception fault)
    {
        switch (fault)
        {
            case ChangeLogFaultedException:
                _faulted = true;
                break;
            case AppendRefusedException { Refusal: AppendRefusal.DiskFull or AppendRefusal.RedisFull }:
            case ChangeLogUnavailableException or EpochChangedException or LogNotInitialisedException or LogUnusableException:
                Volatile.Write(ref _failedAt, Math.Max(1, time.GetTimestamp()));
                break;
        }
    }
}
