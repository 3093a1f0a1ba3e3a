namespace CreditQuery.Server.Telemetry;

/// <summary>What the node says in its log about a shared change log: reached or not, diverged, what it lost. Ids and names are a contract once released.</summary>
internal static partial class ContinuityLog
{
    [LoggerMessage(EventId = 3080, EventName = "LogSilent", Level = LogLevel.Warning,
        Message = "The change log does not answer: {Reason} Checks go on and say how stale they are.")]
    public static partial void LogSilent(this ILogger logger, string reason, Exception fault);

    [LoggerMessage(EventId = 3081, EventName = "LogAnswers", Level = LogLevel.Information,
        Message = "The change log answers again, after {Failures} polls that failed.")]
    public static partial void LogAnswers(this ILogger logger, int failures);

    [LoggerMessage(EventId = 3082, EventName = "LogDiverged", Level = LogLevel.Critical,
        Message = "The change log is not the one that was applied up to revision {Revision}: {Reason} Nothing is answered until what it lost is saved and the index is loaded again.")]
    public static partial void LogDiverged(this ILogger logger, ulong revision, string reason);

    [LoggerMessage(EventId = 3083, EventName = "OrphansSaved", Level = LogLevel.Critical,
        Message = "The change log lost {Count} changes of epoch {Epoch}, up to revision {Revision}, that were applied here: they are in {Path}. Bring them back with creditq log reconcile.")]
    public static partial void OrphansSaved(this ILogger logger, ulong count, string epoch, ulong revision, string path);

    [LoggerMessage(EventId = 3084, EventName = "LoadedAgain", Level = LogLevel.Warning,
        Message = "Loaded again from the change log as it is now: revision {Revision} of epoch {Epoch}.")]
    public static partial void LoadedAgain(this ILogger logger, ulong revision, string epoch);

    [LoggerMessage(EventId = 3085, EventName = "NotLoadedAgain", Level = LogLevel.Critical,
        Message = "Cannot be loaded from the change log as it is now, and nothing is answered: {Reason} It is tried again.")]
    public static partial void NotLoadedAgain(this ILogger logger, string reason, Exception? fault);

    [LoggerMessage(EventId = 3086, EventName = "TailFailed", Level = LogLevel.Error,
        Message = "The events applied after revision {Revision} are not kept: what the log loses of them cannot be saved. The next checkpoint begins anew.")]
    public static partial void TailFailed(this ILogger logger, ulong revision, Exception fault);

    [LoggerMessage(EventId = 3087, EventName = "OrphansReturned", Level = LogLevel.Warning,
        Message = "{Count} orphans are appended to the change log again, as {Operator} asked.")]
    public static partial void OrphansReturned(this ILogger logger, int count, string @operator);

    [LoggerMessage(EventId = 3089, EventName = "LeftBehind", Level = LogLevel.Error,
        Message = "{Reason} It applied up to revision {Revision}; it is loaded again from a peer's checkpoint, and answers nothing until then.")]
    public static partial void LeftBehind(this ILogger logger, string reason, ulong revision);

    [LoggerMessage(EventId = 3088, EventName = "OrphanNotMarked", Level = LogLevel.Warning,
        Message = "The orphan {ChangeId} is in the change log again, and the disk could not note it: it is listed once more after a restart.")]
    public static partial void OrphanNotMarked(this ILogger logger, string changeId, Exception fault);
}
