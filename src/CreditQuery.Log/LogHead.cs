namespace CreditQuery.Log;

/// <summary>The end of the change log: its last durable event.</summary>
/// <param name="Revision">Revision of that event; 0 while the log is empty.</param>
/// <param name="Chain">Chain value after that event; of the epoch alone while the log is empty.</param>
/// <param name="RecordedAt">When that event was recorded (UTC, milliseconds); the Unix epoch while the log is empty.</param>
public readonly record struct LogHead(ulong Revision, ChainValue Chain, DateTimeOffset RecordedAt);
