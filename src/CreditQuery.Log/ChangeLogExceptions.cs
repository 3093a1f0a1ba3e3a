namespace CreditQuery.Log;

/// <summary>A fault of the change log; each kind has a type of its own.</summary>
public abstract class ChangeLogException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The log is damaged: an acknowledged event is unreadable, missing or out of the chain. Nothing is skipped.</summary>
/// <param name="file">Where: the file, or the stream of the log.</param>
/// <param name="offset">Where in it: bytes from the start.</param>
/// <param name="revision">The revision expected there.</param>
/// <param name="reason">What is wrong.</param>
public sealed class ChangeLogCorruptException(string file, long offset, ulong revision, string reason)
    : ChangeLogException($"The change log is damaged at byte {offset} of {file}, where revision {revision} is expected: {reason}.")
{
    /// <summary>The damaged file.</summary>
    public string File { get; } = file;

    /// <summary>Bytes from the start of the file.</summary>
    public long Offset { get; } = offset;

    /// <summary>The revision expected there.</summary>
    public ulong Revision { get; } = revision;
}

/// <summary>Another process (or another log of this one) has the folder open.</summary>
/// <param name="folder">The folder of the log.</param>
/// <param name="inner">What the operating system said.</param>
public sealed class ChangeLogLockedException(string folder, Exception? inner = null)
    : ChangeLogException($"The change log in {folder} is in use by another process; a log has one writer.", inner)
{
    /// <summary>The folder of the log.</summary>
    public string Folder { get; } = folder;
}

/// <summary>The log was made with another registry key: its subjects cannot be read with this one.</summary>
/// <param name="log">The log: folder or address.</param>
public sealed class RegistryKeyMismatchException(string log)
    : ChangeLogException($"The change log in {log} was made with another registry key; start with the key it was made with.");

/// <summary>Something in the log has a higher format than this version reads (UPGRADE_NEEDED).</summary>
/// <param name="what">The file or event.</param>
/// <param name="found">Its format.</param>
/// <param name="supported">The highest format known here.</param>
public sealed class UpgradeNeededException(string what, uint found, uint supported)
    : ChangeLogException($"{what} has format {found}; this version reads up to {supported}. Upgrade this node.")
{
    /// <summary>The format found.</summary>
    public uint Found { get; } = found;

    /// <summary>The highest format known here.</summary>
    public uint Supported { get; } = supported;
}

/// <summary>An append was refused and nothing of it was written (RESOURCE_EXHAUSTED).</summary>
/// <param name="refusal">Why.</param>
/// <param name="inner">What the operating system said, if it did.</param>
public sealed class AppendRefusedException(AppendRefusal refusal, Exception? inner = null)
    : ChangeLogException($"The change log refused an append: {refusal}.", inner)
{
    /// <summary>Why.</summary>
    public AppendRefusal Refusal { get; } = refusal;
}

/// <summary>The storage of the log failed: appends stay refused until the log is opened again, reads go on (UNAVAILABLE).</summary>
/// <param name="inner">The first failure.</param>
public sealed class ChangeLogFaultedException(Exception inner)
    : ChangeLogException("The storage of the change log failed; whether the last appends are durable is known after a restart.", inner);

/// <summary>A revision was asked for that the log has trimmed away.</summary>
/// <param name="revision">The revision asked for.</param>
/// <param name="oldest">The oldest one left.</param>
public sealed class RevisionTrimmedException(ulong revision, ulong oldest)
    : ChangeLogException($"Revision {revision} is no longer in the change log, whose oldest is {oldest}.")
{
    /// <summary>The revision asked for.</summary>
    public ulong Revision { get; } = revision;

    /// <summary>The oldest revision left.</summary>
    public ulong Oldest { get; } = oldest;
}

/// <summary>The caller's history is not this log's: the log ends before it, or has another event there.</summary>
/// <param name="revision">The revision the caller knows.</param>
/// <param name="head">The log's last revision.</param>
public sealed class LogDivergedException(ulong revision, ulong head)
    : ChangeLogException($"Revision {revision} as known here is not in the change log, whose last is {head}.")
{
    /// <summary>The revision the caller knows.</summary>
    public ulong Revision { get; } = revision;

    /// <summary>The log's last revision.</summary>
    public ulong Head { get; } = head;
}

/// <summary>Redis does not answer, or not in time (UNAVAILABLE). An append may have happened: repeat it with the same change id.</summary>
/// <param name="reason">What failed.</param>
/// <param name="inner">What the connection said.</param>
public sealed class ChangeLogUnavailableException(string reason, Exception? inner = null)
    : ChangeLogException($"The change log in Redis cannot be reached: {reason}", inner)
{
    /// <summary>What failed.</summary>
    public string Reason { get; } = reason;
}

/// <summary>Redis holds no log of this registry; nothing but <c>creditq log init</c> makes one.</summary>
/// <param name="log">Address and registry.</param>
public sealed class LogNotInitialisedException(string log)
    : ChangeLogException($"There is no change log in {log}. Make it with 'creditq log init', once for the registry.");

/// <summary>Redis is set up so that it may lose the log, or what is there is no log; the message says what to change.</summary>
/// <param name="log">Address and registry.</param>
/// <param name="reason">What is wrong and what to do.</param>
public sealed class LogUnusableException(string log, string reason)
    : ChangeLogException($"The change log in {log} cannot be used: {reason}");

/// <summary>A log of this registry exists already, with changes or with another key (<c>creditq log init</c> makes no second one).</summary>
/// <param name="log">Address and registry.</param>
/// <param name="epoch">Its epoch.</param>
public sealed class LogExistsException(string log, string epoch)
    : ChangeLogException($"{log} holds a change log already, of epoch {epoch}; nothing was changed.");

/// <summary>The log that answers has another epoch: it was made anew, and nothing of this one may be appended to it.</summary>
/// <param name="expected">The epoch known here.</param>
/// <param name="found">The epoch found.</param>
public sealed class EpochChangedException(string expected, string found)
    : ChangeLogException($"The change log has epoch {found}; this node follows epoch {expected}.")
{
    /// <summary>The epoch found.</summary>
    public string Found { get; } = found;
}

/// <summary>The change id was used before with another payload; nothing was appended.</summary>
/// <param name="firstRevision">The revision of its first use.</param>
public sealed class ChangeIdReusedException(ulong firstRevision)
    : ChangeLogException($"The change id was used before, at revision {firstRevision}, with other content; nothing was appended.")
{
    /// <summary>The revision of its first use.</summary>
    public ulong FirstRevision { get; } = firstRevision;
}
