using Grpc.Core;
using Microsoft.Extensions.Logging;

namespace Grpc.Client;

/// <summary>Log messages of the client side, 4100 to 4199.</summary>
internal static partial class Log
{
    [LoggerMessage(4100, LogLevel.Debug, "Call of {Method} failed with {StatusCode}: {Detail}", EventName = "ClientCallFailed")]
    public static partial void CallFailed(ILogger logger, string method, StatusCode statusCode, string detail, Exception? failure);

    [LoggerMessage(4101, LogLevel.Debug, "Attempt of {Method} failed with {StatusCode}; next in {Wait}.", EventName = "ClientRetrying")]
    public static partial void Retrying(ILogger logger, string method, StatusCode statusCode, TimeSpan wait);

    [LoggerMessage(4102, LogLevel.Warning, "Call credentials of {Method} are not sent over plain text.", EventName = "ClientCredentialsNotUsed")]
    public static partial void CredentialsNotUsed(ILogger logger, string method);

    [LoggerMessage(4103, LogLevel.Debug, "A message of {Method} could not be sent.", EventName = "ClientWriteFailed")]
    public static partial void WriteFailed(ILogger logger, string method, Exception failure);
}
