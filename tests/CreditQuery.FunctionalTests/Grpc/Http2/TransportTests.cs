using System.IO.Pipelines;
using CreditQuery.FunctionalTests.Grpc.RawHttp2;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace CreditQuery.FunctionalTests.Grpc.Http2;

/// <summary>What happens below our own HTTP/2 at the worst moment: the connection begins and ends as it should all the same.</summary>
public sealed class TransportTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Loss_BeforeTheRequestsOfTheLastReadHaveRun_EndsTheConnection()
    {
        // A transport that is gone throws as soon as it is asked for more; the requests that came before have not begun.
        var ended = new TaskCompletionSource();
        await using var server = await ProbeServer.StartAsync(isOwnHttp2: true, listen: endpoint => endpoint.Use(next => async connection =>
        {
            connection.Transport = new Transport(new LostReader(connection.Transport.Input), connection.Transport.Output);
            await next(connection);
            ended.SetResult();
        }));
        await using var client = await server.ConnectAsync();

        // The preface and the settings are read: the request comes by itself.
        await client.Connection.WaitForAsync(static frame => frame is { Type: Http2FrameType.Settings, IsAck: true });
        await client.OpenAsync(GrpcBytes.RequestHeaders(Probe.UnaryPath), endStream: true);

        await ended.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Stop_BeforeTheConnectionHasBegun_IsAnnouncedAfterTheSettings()
    {
        await using var server = await ProbeServer.StartAsync(isOwnHttp2: true, listen: static endpoint => endpoint.Use(static next => connection =>
        {
            connection.Features.Set<IConnectionLifetimeNotificationFeature>(new Stopped());
            return next(connection);
        }));
        await using var client = await server.ConnectAsync();

        await client.Connection.WaitForAsync(static frame => frame.Type == Http2FrameType.GoAway);

        Assert.Equal(Http2FrameType.Settings, client.Connection.Received[0].Type);
    }

    private sealed record Transport(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    /// <summary>The stop comes when the preface has been read.</summary>
    private sealed class Stopped : IConnectionLifetimeNotificationFeature
    {
        private bool _isAsked;

        public CancellationToken ConnectionClosedRequested
        {
            get => new(canceled: Interlocked.Exchange(ref _isAsked, true));
            set => throw new NotSupportedException();
        }

        public void RequestClose()
        {
        }
    }

    /// <summary>Is lost once it has given a request.</summary>
    private sealed class LostReader(PipeReader inner) : PipeReader
    {
        // More than settings and their acknowledgement.
        private const int RequestBytes = 64;

        private bool _isLost;

        public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default) =>
            _isLost ? throw new ConnectionResetException("Lost.") : ReadOnAsync(cancellationToken);

        public override bool TryRead(out ReadResult result) => inner.TryRead(out result);

        public override void AdvanceTo(SequencePosition consumed) => inner.AdvanceTo(consumed);

        public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => inner.AdvanceTo(consumed, examined);

        public override void CancelPendingRead() => inner.CancelPendingRead();

        public override void Complete(Exception? exception = null) => inner.Complete(exception);

        private async ValueTask<ReadResult> ReadOnAsync(CancellationToken cancellationToken)
        {
            var result = await inner.ReadAsync(cancellationToken);
            _isLost = result.Buffer.Length > RequestBytes;
            return result;
        }
    }
}
