using System.Buffers;
using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Authentication;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Logging;

namespace CreditQuery.GrpcHosting.Http2;

/// <summary>Serves the connections of endpoints whose HTTP/2 is ours; one that speaks anything else goes on to Kestrel.</summary>
internal sealed class Http2Connections(ILoggerFactory loggers)
{
    private readonly Http2Log _log = new(loggers.CreateLogger("CreditQuery.GrpcHosting.Http2"));
    private readonly DateHeader _date = new(TimeProvider.System);

    private static ReadOnlySpan<byte> Preface => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8;

    /// <summary>Set when the host starts.</summary>
    public RequestApplication? Application { get; set; }

    /// <summary>The clock of the connections to come; not the application's, which may stand still or leap.</summary>
    public TimeProvider Time { get; set; } = TimeProvider.System;

    /// <summary>Serves one connection.</summary>
    /// <param name="next">Kestrel's own protocols.</param>
    public async Task ServeAsync(ConnectionContext connection, KestrelServerOptions options, ConnectionDelegate next)
    {
        var limits = new Http2Limits(options.Limits, Time);
        bool? isOurs;
        try
        {
            isOurs = Application is not null && SpeaksHttp2(connection) ? await TryReadPrefaceAsync(connection, limits) : false;
        }
        catch (Exception failure) when (failure is IOException or OperationCanceledException)
        {
            // Gone before it has said anything.
            return;
        }

        if (isOurs is { } ours)
        {
            await (ours ? new ServerConnection(connection, Application!, limits, _date, _log).RunAsync() : next(connection));
        }
    }

    // With TLS the protocol is agreed upon before; in clear the preface tells.
    private static bool SpeaksHttp2(ConnectionContext connection) =>
        connection.Features.Get<ISslStreamFeature>() is not { SslStream: var tls }
        || (tls.NegotiatedApplicationProtocol == SslApplicationProtocol.Http2 && tls.SslProtocol >= SslProtocols.Tls12);

    /// <returns>False: it is something else, and nothing of it is consumed; null: the node stops, and whose preface is not here need not be waited for.</returns>
    private static async Task<bool?> TryReadPrefaceAsync(ConnectionContext connection, Http2Limits limits)
    {
        var input = connection.Transport.Input;
        await using var patience = limits.Time.CreateTimer(
            static connection => ((ConnectionContext)connection!).Abort(new ConnectionAbortedException("The preface did not come in time.")),
            connection, limits.HeadersTimeout, Timeout.InfiniteTimeSpan);
        var closing = connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? CancellationToken.None;
        await using var stop = closing.UnsafeRegister(static input => ((PipeReader)input!).CancelPendingRead(), input);
        while (true)
        {
            var result = await input.ReadAsync();
            var isPreface = Matches(result.Buffer, out var isWhole);
            if (isPreface && isWhole)
            {
                input.AdvanceTo(result.Buffer.GetPosition(Preface.Length));
                return true;
            }

            if (!isPreface || result.IsCompleted || result.IsCanceled)
            {
                input.AdvanceTo(result.Buffer.Start);
                return isPreface && result.IsCanceled ? null : false;
            }

            input.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }

    private static bool Matches(in ReadOnlySequence<byte> input, out bool isWhole)
    {
        var length = (int)Math.Min(input.Length, Preface.Length);
        Span<byte> start = stackalloc byte[length];
        input.Slice(0, length).CopyTo(start);
        isWhole = length == Preface.Length;
        return Preface.StartsWith(start);
    }
}
