using CreditQuery.Server.Errors;

namespace CreditQuery.Server.Telemetry;

/// <summary>Everything the node says in its log; ids and names are a contract once released. Never an identifier, a name or a key.</summary>
internal static partial class ServerLog
{
    [LoggerMessage(EventId = 3000, EventName = "CallFailed", Level = LogLevel.Error, Message = "{Method} failed.")]
    public static partial void CallFailed(this ILogger logger, string method, Exception fault);

    [LoggerMessage(EventId = 3001, EventName = "CallRefused", Level = LogLevel.Warning, Message = "{Method} was refused: {Reason}.")]
    public static partial void CallRefused(this ILogger logger, string method, ErrorReason reason, Exception fault);

    [LoggerMessage(EventId = 3010, EventName = "KeyMade", Level = LogLevel.Warning,
        Message = "Made a registry key in {Path} (mode 0600). Keep a copy in a safe place: without it the data cannot be read.")]
    public static partial void KeyMade(this ILogger logger, string path);

    [LoggerMessage(EventId = 3011, EventName = "Loaded", Level = LogLevel.Information,
        Message = "Loaded revision {Revision} of epoch {Epoch} in {Elapsed}: checkpoint at {CheckpointRevision}, {Replayed} events replayed.")]
    public static partial void Loaded(this ILogger logger, ulong revision, string epoch, TimeSpan elapsed, ulong checkpointRevision, ulong replayed);

    [LoggerMessage(EventId = 3014, EventName = "Ready", Level = LogLevel.Information, Message = "{Banner}")]
    public static partial void Ready(this ILogger logger, string banner);

    [LoggerMessage(EventId = 3012, EventName = "CatalogueSeeded", Level = LogLevel.Information,
        Message = "The log was empty: put catalogue {Version} as its first change set.")]
    public static partial void CatalogueSeeded(this ILogger logger, string version);

    [LoggerMessage(EventId = 3013, EventName = "LoadFailed", Level = LogLevel.Critical, Message = "The node cannot start: {Reason}")]
    public static partial void LoadFailed(this ILogger logger, string reason, Exception? fault);

    [LoggerMessage(EventId = 3020, EventName = "ApplyStopped", Level = LogLevel.Critical,
        Message = "Stopped applying the change log after revision {Revision}; this node serves no more. Nothing was skipped.")]
    public static partial void ApplyStopped(this ILogger logger, ulong revision, Exception fault);

    [LoggerMessage(EventId = 3023, EventName = "IndexBroken", Level = LogLevel.Critical,
        Message = "A set was written by half: this process ends, and the next start recovers checkpoint and log.")]
    public static partial void IndexBroken(this ILogger logger);

    [LoggerMessage(EventId = 3021, EventName = "Quarantined", Level = LogLevel.Warning,
        Message = "Event {Revision} cannot be applied and is quarantined; ListQuarantine says why.")]
    public static partial void Quarantined(this ILogger logger, ulong revision);

    [LoggerMessage(EventId = 3024, EventName = "IndexFilling", Level = LogLevel.Warning,
        Message = "The memory for records is filled to {Fill:P0}: superseded records are taken out. Raise Index:RecordMemoryBytes if that does not help.")]
    public static partial void IndexFilling(this ILogger logger, double fill);

    [LoggerMessage(EventId = 3025, EventName = "Compacted", Level = LogLevel.Information,
        Message = "Records take {After} bytes of memory, {Before} before superseded ones were taken out, in {Elapsed}.")]
    public static partial void Compacted(this ILogger logger, long before, long after, TimeSpan elapsed);

    [LoggerMessage(EventId = 3026, EventName = "CompactionFailed", Level = LogLevel.Error,
        Message = "Superseded records could not be taken out of memory; it is tried again.")]
    public static partial void CompactionFailed(this ILogger logger, Exception fault);

    [LoggerMessage(EventId = 3027, EventName = "MakingRoom", Level = LogLevel.Warning,
        Message = "Revision {Revision} does not fit into the memory for records: nothing is applied until superseded records are taken out.")]
    public static partial void MakingRoom(this ILogger logger, ulong revision);

    [LoggerMessage(EventId = 3028, EventName = "MidnightFailed", Level = LogLevel.Warning,
        Message = "What midnight does could not be done; it is tried again every second.")]
    public static partial void MidnightFailed(this ILogger logger, Exception fault);

    [LoggerMessage(EventId = 3022, EventName = "CatalogueSwitched", Level = LogLevel.Information,
        Message = "Catalogue {Version} is in force from revision {Revision}.")]
    public static partial void CatalogueSwitched(this ILogger logger, string version, ulong revision);

    [LoggerMessage(EventId = 3030, EventName = "CheckpointTaken", Level = LogLevel.Information,
        Message = "Checkpoint at revision {Revision} in {Elapsed}.")]
    public static partial void CheckpointTaken(this ILogger logger, ulong revision, TimeSpan elapsed);

    [LoggerMessage(EventId = 3031, EventName = "CheckpointFailed", Level = LogLevel.Warning,
        Message = "No checkpoint at revision {Revision}; the log covers it, the next attempt comes with the interval.")]
    public static partial void CheckpointFailed(this ILogger logger, ulong revision, Exception fault);

    [LoggerMessage(EventId = 3032, EventName = "CheckpointSkipped", Level = LogLevel.Information,
        Message = "No checkpoint at shutdown: the last one took {Last} and {Left} are left. The log covers it.")]
    public static partial void CheckpointSkipped(this ILogger logger, TimeSpan last, TimeSpan left);

    [LoggerMessage(EventId = 3033, EventName = "CheckpointUnusable", Level = LogLevel.Warning,
        Message = "A checkpoint was not used: {Reason}. The one before it or the log takes its place.")]
    public static partial void CheckpointUnusable(this ILogger logger, string reason);

    [LoggerMessage(EventId = 3090, EventName = "SnapshotServed", Level = LogLevel.Information,
        Message = "A peer reads the checkpoint of revision {Revision} after block {AfterBlock} of {Blocks}.")]
    public static partial void SnapshotServed(this ILogger logger, ulong revision, ulong afterBlock, ulong blocks);

    [LoggerMessage(EventId = 3091, EventName = "PeerCheckpointTaken", Level = LogLevel.Information,
        Message = "Took the checkpoint of revision {Revision} from {Peer}: {Bytes} bytes, {Blocks} blocks of it now, in {Elapsed}.")]
    public static partial void PeerCheckpointTaken(this ILogger logger, string peer, ulong revision, long bytes, ulong blocks, TimeSpan elapsed);

    [LoggerMessage(EventId = 3092, EventName = "PeerInterrupted", Level = LogLevel.Warning,
        Message = "The transfer from {Peer} stopped after block {Block} and goes on.")]
    public static partial void PeerInterrupted(this ILogger logger, string peer, ulong block, Exception fault);

    [LoggerMessage(EventId = 3093, EventName = "PeerCheckpointNotTaken", Level = LogLevel.Warning,
        Message = "No checkpoint was taken from {Peer}; the log takes its place if it reaches back.")]
    public static partial void PeerCheckpointNotTaken(this ILogger logger, string peer, Exception fault);

    [LoggerMessage(EventId = 3094, EventName = "JournalServed", Level = LogLevel.Information,
        Message = "A peer reads the journal up to revision {Revision}, from revision {After} on: {Bytes} bytes.")]
    public static partial void JournalServed(this ILogger logger, ulong revision, ulong after, long bytes);

    [LoggerMessage(EventId = 3095, EventName = "PeerJournalTaken", Level = LogLevel.Information,
        Message = "Took the journal from {Peer}, up to revision {Revision}, from revision {After} on: {Bytes} bytes in {Elapsed}.")]
    public static partial void PeerJournalTaken(this ILogger logger, string peer, ulong revision, ulong after, long bytes, TimeSpan elapsed);

    [LoggerMessage(EventId = 3096, EventName = "PeerJournalNotTaken", Level = LogLevel.Warning,
        Message = "No journal was taken from {Peer}: {Reason} Subscribers who resume here from before revision {Revision} need a snapshot.")]
    public static partial void PeerJournalNotTaken(this ILogger logger, string peer, string reason, ulong revision, Exception fault);

    [LoggerMessage(EventId = 3097, EventName = "JournalOfLostHistory", Level = LogLevel.Warning,
        Message = "The journal tells what the log has lost, up to revision {Revision}: it is not gone on with.")]
    public static partial void JournalOfLostHistory(this ILogger logger, ulong revision);

    [LoggerMessage(EventId = 3040, EventName = "TextsMasked", Level = LogLevel.Warning,
        Message = "Masked personal numbers in {Count} texts of one change set before the append.")]
    public static partial void TextsMasked(this ILogger logger, int count);

    [LoggerMessage(EventId = 3041, EventName = "LogUnreachable", Level = LogLevel.Warning,
        Message = "The node waits for its change log: {Reason} Next attempt in {Pause}.")]
    public static partial void LogUnreachable(this ILogger logger, string reason, TimeSpan pause);

    [LoggerMessage(EventId = 3050, EventName = "Draining", Level = LogLevel.Information,
        Message = "Stopping: health says NOT_SERVING, calls have {DrainTime} to end.")]
    public static partial void Draining(this ILogger logger, TimeSpan drainTime);

    [LoggerMessage(EventId = 3051, EventName = "Stopped", Level = LogLevel.Information, Message = "Stopped at revision {Revision}.")]
    public static partial void Stopped(this ILogger logger, ulong revision);

    [LoggerMessage(EventId = 3060, EventName = "ClockSuspect", Level = LogLevel.Warning,
        Message = "The clock fell behind the log by {Behind}; answers say CLOCK_SUSPECT until it has caught up.")]
    public static partial void ClockSuspect(this ILogger logger, TimeSpan behind);

    [LoggerMessage(EventId = 3070, EventName = "CertificateRenewed", Level = LogLevel.Information,
        Message = "Took over {Path}: it counts for new connections.")]
    public static partial void CertificateRenewed(this ILogger logger, string path);

    [LoggerMessage(EventId = 3071, EventName = "CertificateUnusable", Level = LogLevel.Warning,
        Message = "{Path} cannot be used; what it held before stays in force. A key is read with its certificate.")]
    public static partial void CertificateUnusable(this ILogger logger, string path, Exception fault);

    [LoggerMessage(EventId = 3099, EventName = "JournalFailed", Level = LogLevel.Error,
        Message = "The journal of status events cannot be written: subscribers who resume from before now need a snapshot.")]
    public static partial void JournalFailed(this ILogger logger, Exception fault);
}
