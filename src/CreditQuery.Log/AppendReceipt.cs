namespace CreditQuery.Log;

/// <summary>Says where a change set stands in the log; it exists only for durable events.</summary>
/// <param name="Revision">The event's revision, from 1.</param>
/// <param name="RecordedAt">When it was recorded (UTC, milliseconds); never before the event before it.</param>
/// <param name="Chain">The chain value after it.</param>
public readonly record struct AppendReceipt(ulong Revision, DateTimeOffset RecordedAt, ChainValue Chain);
