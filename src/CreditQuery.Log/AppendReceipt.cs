namespace CreditQuery.Log;

/// <summary>Says where a change set stands in the log; it exists only for durable events.</summary>
/// <param name="Revision">The event's revision, from 1; of a repeated change id its first.</param>
/// <param name="RecordedAt">When it was recorded (UTC, milliseconds); never before the event before it. The Unix epoch for a repeated id whose event was trimmed away.</param>
/// <param name="Chain">The chain value after it; all zero for a repeated id whose event was trimmed away.</param>
public readonly record struct AppendReceipt(ulong Revision, DateTimeOffset RecordedAt, ChainValue Chain)
{
    /// <summary>The log knew the change id with the same payload: nothing was appended now.</summary>
    /// <value>Always false from the embedded log, which does not look for duplicates. True also when the log itself repeated an append whose answer was lost.</value>
    public bool IsRepeated { get; init; }
}
