using CreditQuery.Index;
using CreditQuery.Index.Transfer;
using CreditQuery.Log;

namespace CreditQuery.Server.Errors;

/// <summary>Gives every typed exception of the parts below its reason.</summary>
internal static class DomainFaults
{
    private static readonly TimeSpan ShortDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongDelay = TimeSpan.FromSeconds(10);

    /// <summary>Maps a fault; an unknown one becomes INTERNAL without detail.</summary>
    /// <param name="fault">What was thrown.</param>
    public static CallException ToCallException(Exception fault) => fault switch
    {
        CallException known => known,
        AppendRefusedException { Refusal: AppendRefusal.QueueFull } =>
            new(ErrorReason.LogBusy, "Too much waits to be written; try again.", fault) { RetryAfter = ShortDelay },
        AppendRefusedException { Refusal: AppendRefusal.RedisFull } => new(
            ErrorReason.DiskFull, "Redis has no room for the change log: nothing of this set was appended. Repeat it with its change_id once there is room.", fault)
        {
            RetryAfter = LongDelay,
        },
        AppendRefusedException => new(
            ErrorReason.DiskFull, "The disk under Log:Path is full: nothing of this set was appended. Repeat it with its change_id once there is room.", fault)
        {
            RetryAfter = LongDelay,
        },
        ChangeLogFaultedException => new(
            ErrorReason.LogUnavailable, "The change log cannot be written; whether this change is in it shows after a restart: repeat it with its change_id.", fault),
        ChangeLogUnavailableException or EpochChangedException or LogNotInitialisedException or LogUnusableException => new(
            ErrorReason.LogUnavailable, "The change log in Redis cannot be written now, and whether this change is in it is not known: repeat it with its change_id.", fault)
        {
            RetryAfter = ShortDelay,
        },
        IndexClosedException => new(ErrorReason.NotReady, "The index is being loaded again.", fault) { RetryAfter = ShortDelay },
        IndexBrokenException => new(ErrorReason.ApplyStopped, "This node stopped applying the change log and ends; its log says why.", fault) { RetryAfter = LongDelay },
        DamagedBlockException => new(ErrorReason.SnapshotDamaged, "The checkpoint of this node is damaged at rest; its log says where. Ask another node.", fault),
        RevisionTrimmedException => new(ErrorReason.RevisionTrimmed, fault.Message, fault),
        LogDivergedException => new(ErrorReason.OtherHistory, fault.Message, fault),
        ObjectDisposedException => new(ErrorReason.ShuttingDown, "The node is shutting down.", fault) { RetryAfter = ShortDelay },
        _ => new(ErrorReason.Internal, "The service failed; its log has the details.", fault),
    };
}
