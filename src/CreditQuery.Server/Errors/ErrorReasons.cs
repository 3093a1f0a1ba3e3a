using System.Collections.Frozen;
using System.Text;

namespace CreditQuery.Server.Errors;

/// <summary>Names and statuses of the closed list of reasons.</summary>
internal static class ErrorReasons
{
    /// <summary>The domain of every ErrorInfo.</summary>
    public const string Domain = "creditquery";

    private static readonly FrozenDictionary<ErrorReason, string> WireNames =
        Enum.GetValues<ErrorReason>().ToFrozenDictionary(reason => reason, reason => UpperSnake(reason.ToString()));

    /// <summary>The name on the wire, for instance <c>INVALID_FIELD</c>.</summary>
    /// <param name="reason">The reason.</param>
    public static string WireName(this ErrorReason reason) => WireNames[reason];

    /// <summary>The gRPC status that goes with a reason.</summary>
    /// <param name="reason">The reason.</param>
    public static StatusCode Status(this ErrorReason reason) => reason switch
    {
        ErrorReason.AnswerTooLarge or ErrorReason.TooManyWaiters or ErrorReason.IndexFull or ErrorReason.DiskFull or ErrorReason.LogBusy
            or ErrorReason.SnapshotBusy => StatusCode.ResourceExhausted,
        ErrorReason.NotReady or ErrorReason.ApplyStopped or ErrorReason.LogDiverged or ErrorReason.LogUnavailable or ErrorReason.ClockSuspect or ErrorReason.ShuttingDown => StatusCode.Unavailable,
        ErrorReason.UnknownCatalogue or ErrorReason.SnapshotGone => StatusCode.NotFound,
        ErrorReason.NoPeer => StatusCode.PermissionDenied,
        ErrorReason.SnapshotDamaged => StatusCode.DataLoss,
        ErrorReason.OtherEpoch or ErrorReason.OtherHistory => StatusCode.FailedPrecondition,
        ErrorReason.RevisionTrimmed => StatusCode.OutOfRange,
        ErrorReason.WrongPort or ErrorReason.NotOffered => StatusCode.Unimplemented,
        ErrorReason.Internal or ErrorReason.Unspecified => StatusCode.Internal,
        _ => StatusCode.InvalidArgument,
    };

    /// <summary>Where an operator reads what to do.</summary>
    /// <param name="reason">The reason.</param>
    /// <returns>A heading of docs/operations.md; null where the caller alone can do something.</returns>
    public static string? Help(this ErrorReason reason) => reason switch
    {
        ErrorReason.IndexFull => "docs/operations.md#the-index-is-full",
        ErrorReason.DiskFull => "docs/operations.md#the-disk-is-full",
        ErrorReason.ClockSuspect => "docs/operations.md#the-clock-is-suspect",
        ErrorReason.ApplyStopped => "docs/operations.md#the-node-stopped-applying",
        ErrorReason.LogUnavailable => "docs/operations.md#answers-are-stale",
        _ => null,
    };

    /// <summary>Finds a reason by its name on the wire, as the rules give it.</summary>
    /// <param name="wireName">The name.</param>
    /// <returns>INVALID_FIELD for a name that is not in the list.</returns>
    public static ErrorReason OfWireName(string wireName)
    {
        foreach (var (reason, name) in WireNames)
        {
            if (name == wireName)
            {
                return reason;
            }
        }

        return ErrorReason.InvalidField;
    }

    private static string UpperSnake(string name)
    {
        var text = new StringBuilder(name.Length + 8);
        foreach (var character in name)
        {
            if (char.IsUpper(character) && text.Length > 0)
            {
                text.Append('_');
            }

            text.Append(char.ToUpperInvariant(character));
        }

        return text.ToString();
    }
}
