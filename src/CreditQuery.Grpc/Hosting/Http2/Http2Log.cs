using Microsoft.Extensions.Logging;

namespace CreditQuery.GrpcHosting.Http2;

/// <summary>What connections tell: 4200 to 4299. Nothing that a client can cause at will is above Debug.</summary>
internal sealed partial class Http2Log(ILogger logger)
{
    private readonly ILogger _logger = logger;

    [LoggerMessage(4200, LogLevel.Error, "Request on stream {StreamId}: an unhandled exception was thrown by the application.", EventName = "ApplicationFailed")]
    public partial void ApplicationFailed(int streamId, Exception failure);

    [LoggerMessage(4201, LogLevel.Debug, "Connection {ConnectionId} broke HTTP/2: {Code}: {Reason}", EventName = "ConnectionBroken")]
    public partial void ConnectionBroken(string connectionId, Http2ErrorCode code, string reason);

    [LoggerMessage(4202, LogLevel.Debug, "Stream {StreamId} of connection {ConnectionId} is reset: {Code}: {Reason}", EventName = "StreamReset")]
    public partial void StreamReset(string connectionId, int streamId, Http2ErrorCode code, string reason);

    [LoggerMessage(4203, LogLevel.Debug, "Connection {ConnectionId} is given up: {Reason}", EventName = "ConnectionGivenUp")]
    public partial void ConnectionGivenUp(string connectionId, string reason);

    [LoggerMessage(4204, LogLevel.Error, "The timer of a connection failed.", EventName = "TimerFailed")]
    public partial void TimerFailed(Exception failure);

    [LoggerMessage(4205, LogLevel.Error, "Connection {ConnectionId} ends by a fault of the server.", EventName = "ConnectionFailed")]
    public partial void ConnectionFailed(string connectionId, Exception failure);
}
