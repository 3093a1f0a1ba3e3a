using Microsoft.Extensions.Logging;

namespace CreditQuery.Log;

/// <summary>What the change log says in the process's log; ids 2000 to 2999.</summary>
internal static partial class Log
{
    [LoggerMessage(2000, LogLevel.Information, "Change log {Folder} opened: epoch {Epoch}, head {Revision}", EventName = "LogOpened")]
    public static partial void LogOpened(ILogger logger, string folder, string epoch, ulong revision);

    [LoggerMessage(2001, LogLevel.Information, "Change log made in {Folder} with epoch {Epoch}", EventName = "LogCreated")]
    public static partial void LogCreated(ILogger logger, string folder, string epoch);

    [LoggerMessage(
        2002, LogLevel.Warning,
        "Change log {Folder}: {Bytes} bytes of never acknowledged appends cut off behind revision {Revision}", EventName = "TornTailCut")]
    public static partial void TornTailCut(ILogger logger, string folder, long bytes, ulong revision);

    [LoggerMessage(2003, LogLevel.Debug, "Change log goes on in {Segment}", EventName = "SegmentBegun")]
    public static partial void SegmentBegun(ILogger logger, string segment);

    [LoggerMessage(2004, LogLevel.Information, "Change log {Folder} trimmed: oldest revision {Revision}", EventName = "LogTrimmed")]
    public static partial void LogTrimmed(ILogger logger, string folder, ulong revision);

    [LoggerMessage(2005, LogLevel.Warning, "Change log {Folder}: no room, appends are refused", EventName = "DiskFull")]
    public static partial void DiskFull(ILogger logger, Exception exception, string folder);

    [LoggerMessage(
        2006, LogLevel.Critical, "Change log {Folder}: the storage failed, appends are refused until a restart", EventName = "LogFaulted")]
    public static partial void LogFaulted(ILogger logger, Exception exception, string folder);

    [LoggerMessage(2007, LogLevel.Information, "Change log {Folder} closed at revision {Revision}", EventName = "LogClosed")]
    public static partial void LogClosed(ILogger logger, string folder, ulong revision);

    [LoggerMessage(2008, LogLevel.Warning, "Change log {Folder}: closed without its seal", EventName = "SealFailed")]
    public static partial void SealFailed(ILogger logger, Exception exception, string folder);

    [LoggerMessage(2020, LogLevel.Information, "{Where}: change log opened, epoch {Epoch}, head {Revision}, durability {Durability}", EventName = "RedisLogOpened")]
    public static partial void RedisLogOpened(ILogger logger, string where, string epoch, ulong revision, string durability);

    [LoggerMessage(2021, LogLevel.Information, "{Where}: connected", EventName = "RedisConnected")]
    public static partial void RedisConnected(ILogger logger, string where);

    [LoggerMessage(2022, LogLevel.Warning, "{Where}: connection lost ({Reason}); checks go on, staleness grows", EventName = "RedisLost")]
    public static partial void RedisLost(ILogger logger, string where, string reason);

    [LoggerMessage(2023, LogLevel.Warning, "{Reason}; trying again", EventName = "RedisUnreachable")]
    public static partial void RedisUnreachable(ILogger logger, string reason);

    [LoggerMessage(2025, LogLevel.Warning, "{Where}: {Text} See {Help}", EventName = "RedisUnsafe")]
    public static partial void RedisUnsafe(ILogger logger, string where, string text, string help);

    [LoggerMessage(2024, LogLevel.Warning, "The change log was not trimmed: {Reason}", EventName = "TrimFailed")]
    public static partial void TrimFailed(ILogger logger, string reason);
}
