namespace CreditQuery.Log;

/// <summary>What one poll of the head tells: an index that has applied <paramref name="Head"/> is as fresh as the poll.</summary>
/// <param name="Epoch">Identity of the log that answered, 16 lower-case hexadecimal characters.</param>
/// <param name="Head">The last durable event.</param>
/// <param name="LogTime">The log's clock (UTC): the node's wall clock for the embedded log, Redis TIME for Redis.</param>
public readonly record struct LogPoll(string Epoch, LogHead Head, DateTimeOffset LogTime)
{
    /// <summary>The last instant that was passed (UTC, milliseconds): nothing behind <see cref="Head"/> is recorded before it; the least value if there is none.</summary>
    public DateTimeOffset NotBefore { get; init; }
}
