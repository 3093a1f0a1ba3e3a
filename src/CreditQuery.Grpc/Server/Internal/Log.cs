using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace Grpc.Server;

/// <summary>Log messages of the server side, 4000 to 4099.</summary>
internal static partial class Log
{
    [LoggerMessage(4000, LogLevel.Debug, "Call of {Method} failed with {StatusCode}.", EventName = "CallFailed")]
    public static partial void CallFailed(ILogger logger, StatusCode statusCode, string method, Exception failure);

    [LoggerMessage(4001, LogLevel.Debug, "Call of {Method} was aborted by the client.", EventName = "CallAborted")]
    public static partial void CallAborted(ILogger logger, string method);

    [LoggerMessage(4002, LogLevel.Error, "Handler of {Method} threw an exception.", EventName = "HandlerFailed")]
    public static partial void HandlerFailed(ILogger logger, string method, Exception failure);

    [LoggerMessage(4003, LogLevel.Debug, "Deadline of {Timeout} exceeded in {Method}.", EventName = "DeadlineExceeded")]
    public static partial void DeadlineExceeded(ILogger logger, TimeSpan timeout, string method);

    [LoggerMessage(4004, LogLevel.Debug, "Ending {Method} at its deadline failed.", EventName = "DeadlineFailed")]
    public static partial void DeadlineFailed(ILogger logger, string method, Exception failure);

    [LoggerMessage(4005, LogLevel.Debug, "Request of {Method} could not be read.", EventName = "BadRequest")]
    public static partial void BadRequest(ILogger logger, string method, Exception failure);

    [LoggerMessage(4006, LogLevel.Warning, "Service {ServiceType} has no descriptor: reflection does not show it.", EventName = "NoDescriptor")]
    public static partial void NoDescriptor(ILogger logger, Type serviceType);
}
