namespace CreditQuery.Log.Embedded;

/// <summary>The end of a log as found when opening it.</summary>
/// <param name="Head">The last event.</param>
/// <param name="Offset">Where the next frame goes.</param>
/// <param name="DroppedBytes">Bytes of a torn tail that were cut off; none of them was ever acknowledged.</param>
/// <param name="IsSealed">Whether the last process closed the log.</param>
internal readonly record struct RecoveredTail(LogHead Head, long Offset, long DroppedBytes, bool IsSealed);
