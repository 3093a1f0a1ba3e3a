namespace CreditQuery.Log;

/// <summary>The change log (变更日志): the one ordered history that every node's content follows from.</summary>
/// <remarks>Thread-safe. One change set is one event is one revision; revisions are dense from 1; ADR 0003 and 0017.</remarks>
public interface IChangeLog : IAsyncDisposable
{
    /// <summary>The longest payload in bytes: 1 MiB.</summary>
    const int MaxPayloadBytes = 1 << 20;

    /// <summary>The longest author in UTF-8 bytes.</summary>
    const int MaxAuthorBytes = 1024;

    /// <summary>Identity of this log: 16 lower-case hexadecimal characters, made when the log was made.</summary>
    string Epoch { get; }

    /// <summary>The last durable event this process knows of.</summary>
    LogHead Head { get; }

    /// <summary>The oldest revision that can still be read; 1 until the log is trimmed.</summary>
    ulong OldestRevision { get; }

    /// <summary>Whether other processes write this log too: its head and clock are known by polls alone, and what was applied may be lost there.</summary>
    bool IsShared => true;

    /// <summary>What an acknowledgement survives: <c>fsync</c> (power loss), or Redis's <c>always</c>, <c>everysec</c>, <c>no</c>, <c>none</c>, <c>unknown</c>.</summary>
    string Durability { get; }

    /// <summary>Settings under which the log may lose what it acknowledged; empty where there is none.</summary>
    IReadOnlyList<LogWarning> Warnings => [];

    /// <summary>Appends one change set as one event; completes when the event is durable. Order of calls is order in the log.</summary>
    /// <param name="payload">
    /// A serialized ChangeSet whose form has been checked, at most <see cref="MaxPayloadBytes"/>. It must not change until the task completes.
    /// </param>
    /// <param name="changeId">The writer's id of the set. The embedded log does not look for duplicates; Redis answers an id of the last seven days with its first
    /// revision (<see cref="AppendReceipt.IsRepeated"/>).</param>
    /// <param name="author">Who changes, not empty, at most <see cref="MaxAuthorBytes"/>; never a subject's identifier.</param>
    /// <param name="cancellationToken">Gives up only while the set waits for its turn: a cancelled append has not happened.</param>
    /// <exception cref="ArgumentException">Empty author, or payload or author too long (INVALID_ARGUMENT).</exception>
    /// <exception cref="AppendRefusedException">Disk, Redis or queue full; nothing was appended (RESOURCE_EXHAUSTED).</exception>
    /// <exception cref="ChangeLogUnavailableException">Redis did not answer in time; whether the event is in the log is unknown (UNAVAILABLE).</exception>
    /// <exception cref="ChangeIdReusedException">Redis knows the change id with another payload; nothing was appended.</exception>
    /// <exception cref="EpochChangedException">Redis holds another log now; nothing was appended.</exception>
    /// <exception cref="ChangeLogFaultedException">The storage failed; whether the event is durable is unknown (UNAVAILABLE).</exception>
    /// <exception cref="OperationCanceledException">Cancelled before its turn; nothing was appended.</exception>
    /// <exception cref="ObjectDisposedException">The log is closed.</exception>
    ValueTask<AppendReceipt> AppendAsync(
        ReadOnlyMemory<byte> payload, ChangeId changeId, string author, CancellationToken cancellationToken);

    /// <summary>Opens a reader of the events after a revision, in order, that waits at the head for more.</summary>
    /// <param name="afterRevision">The last revision already known; 0 for the whole log.</param>
    /// <param name="afterChain">The chain value known for that revision, to prove continuity; null skips the proof.</param>
    /// <remarks>A log in Redis asks there first: what is thrown here by the embedded log is thrown by the reader's first wait, and diverging also later,
    /// when Redis has lost what the reader knows. While Redis cannot be reached the reader waits.</remarks>
    /// <exception cref="RevisionTrimmedException">The next revision was trimmed away (bootstrap from a checkpoint).</exception>
    /// <exception cref="LogDivergedException">The log ends before that revision, or has another chain value there.</exception>
    /// <exception cref="ChangeLogCorruptException">The log is damaged on the way to that revision.</exception>
    IChangeLogReader Follow(ulong afterRevision, ChainValue? afterChain = null);

    /// <summary>Asks the log itself for its head and clock.</summary>
    /// <remarks>The freshness of an answer counts from the sending of the poll that its content covers. The head told may be behind what a reader has
    /// read, and the epoch another one: the caller compares them with what it has applied. Readers that wait go on if it tells of more.</remarks>
    /// <exception cref="ChangeLogUnavailableException">The log did not answer in time, or cannot be reached.</exception>
    /// <exception cref="LogNotInitialisedException">The place answers, and no log is there.</exception>
    /// <exception cref="RegistryKeyMismatchException">The log that is there now was made with another registry key.</exception>
    /// <exception cref="LogUnusableException">What is there is no log any more.</exception>
    ValueTask<LogPoll> PollHeadAsync(CancellationToken cancellationToken);

    /// <summary>Passes an instant: nothing is recorded before it from now on, by whichever process, whatever its clocks do. Tells what a poll at that moment tells.</summary>
    /// <param name="instant">The instant; it has come by log time.</param>
    /// <returns>The instant is passed if <see cref="LogPoll.NotBefore"/> has reached it: what was recorded before stands up to the head that is told. Redis does not pass
    /// what its own clock has not reached, or what it cannot write: ask again.</returns>
    /// <remarks>Once passed it is passed for all processes and starts. It throws what <see cref="PollHeadAsync"/> throws. Source: ADR 0027.</remarks>
    ValueTask<LogPoll> PassAsync(DateTimeOffset instant, CancellationToken cancellationToken);

    /// <summary>Allows the log to forget events before a revision; it frees whole files, or works in the background, so some may stay.</summary>
    /// <param name="revision">The first revision that must stay readable. The last event always stays.</param>
    void TruncateBefore(ulong revision);

    /// <summary>The same, for events recorded before an instant only. A log that cannot tell keeps all.</summary>
    /// <param name="revision">The first revision that must stay readable.</param>
    /// <param name="recordedBefore">Events recorded at or after it stay as well.</param>
    void TruncateBefore(ulong revision, DateTimeOffset recordedBefore)
    {
    }
}
