using CreditQuery.FunctionalTests.Grpc.RawHttp2;
using CreditQuery.Server.Errors;
using CreditQuery.Server.Telemetry;
using Grpc.Core;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CreditQuery.FunctionalTests.Grpc.Services;

/// <summary>
/// A call that its caller or its deadline ended is no error of the node, also in the moment in which its streams are broken
/// already and its token has not fired yet.
/// </summary>
public sealed class GivenUpTests
{
    private static readonly byte[] Hello = GrpcBytes.Message("hello"u8);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Reset_TokenOfTheCallFiresLater_IsCancelledAndNoError(bool writes)
    {
        using var held = new ManualResetEventSlim();
        var started = new TaskCompletionSource();
        var ended = new TaskCompletionSource<RpcException>(TaskCreationOptions.RunContinuationsAsynchronously);
        var hasFired = true;
        await using var server = await StartAsync(async (requests, responses, context) =>
        {
            // The token of a call with a deadline follows that of the request; callbacks run last first, so this one holds it back.
            context.GetHttpContext().RequestAborted.Register(() => held.Wait(TimeSpan.FromSeconds(30)));
            started.SetResult();
            try
            {
                while (writes || await requests.MoveNext(context.CancellationToken))
                {
                    await responses.WriteAsync([1]);
                }
            }
            finally
            {
                hasFired = context.CancellationToken.IsCancellationRequested;
            }
        }, ended);
        await using var client = await server.ConnectAsync();
        var stream = await client.OpenAsync(GrpcBytes.RequestHeaders(Probe.DuplexPath, ("grpc-timeout", "1M")));
        await started.Task.WaitAsync(TestContext.Current.CancellationToken);

        await stream.ResetAsync(Http2ErrorCode.Cancel);
        var failure = await ended.Task.WaitAsync(TestContext.Current.CancellationToken);
        held.Set();

        Assert.False(hasFired);
        Assert.Equal(StatusCode.Cancelled, failure.StatusCode);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Deadline_TokenOfTheCallFiresLater_IsDeadlineExceededAndNoError(bool writes)
    {
        using var log = new HoldingLog("DeadlineExceeded");
        var ended = new TaskCompletionSource<RpcException>(TaskCreationOptions.RunContinuationsAsynchronously);
        var hasFired = true;
        await using var server = await StartAsync(
            async (requests, responses, context) =>
            {
                await log.Reached;
                try
                {
                    await (writes ? responses.WriteAsync([1]) : requests.MoveNext(context.CancellationToken));
                }
                finally
                {
                    hasFired = context.CancellationToken.IsCancellationRequested;
                }
            },
            ended,
            services => services.AddLogging(logging => logging.AddProvider(log).SetMinimumLevel(LogLevel.Debug)));
        await using var client = await server.ConnectAsync();
        await client.OpenAsync(GrpcBytes.RequestHeaders(Probe.DuplexPath, ("grpc-timeout", "10m")));

        var failure = await ended.Task.WaitAsync(TestContext.Current.CancellationToken);
        log.Release();

        Assert.False(hasFired);
        Assert.Equal(StatusCode.DeadlineExceeded, failure.StatusCode);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Reset_BeforeTheRequestIsRead_IsNoError(bool atOnce)
    {
        // What Kestrel's reader throws before the token of the request has fired.
        var reset = new IOException("The client reset the request stream.");
        var body = new WatchedBody(_ => atOnce ? throw reset : ValueTask.FromException<System.IO.Pipelines.ReadResult>(reset));
        await using var server = await ProbeServer.StartAsync(services: services => services.AddSingleton<IStartupFilter>(body));

        var response = await server.SendAsync(Probe.UnaryPath, Hello);

        Assert.Equal("1", response.Trailer("grpc-status"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Reset_WhileTheRequestIsRead_IsNoError(bool isWhole)
    {
        // Kestrel's reader takes nothing back from then on, and its token fires a moment later.
        var body = new WatchedBody(static kestrel => kestrel.ReadAsync(), static () => throw new TaskCanceledException());
        await using var server = await ProbeServer.StartAsync(services: services => services.AddSingleton<IStartupFilter>(body));
        await using var client = await server.ConnectAsync();
        var stream = await client.OpenAsync(GrpcBytes.RequestHeaders(Probe.UnaryPath));

        await stream.SendDataAsync(Hello, endStream: isWhole);

        Assert.Equal("1", (await stream.ReadMessageAsync()).Trailer("grpc-status"));
    }

    /// <summary>A server whose duplex method runs inside the interceptor of the node.</summary>
    private static Task<ProbeServer> StartAsync(
        DuplexStreamingServerMethod<byte[], byte[]> handler,
        TaskCompletionSource<RpcException> ended,
        Action<IServiceCollection>? services = null) => ProbeServer.StartAsync(
        new Probe
        {
            Duplex = async (requests, responses, context) =>
            {
                var node = context.GetHttpContext().RequestServices;
                var interceptor = new ErrorInterceptor(node.GetRequiredService<ILogger<ErrorInterceptor>>(), node.GetRequiredService<ServerMetrics>());
                var failure = await Assert.ThrowsAsync<RpcException>(() => interceptor.DuplexStreamingServerHandler(requests, responses, context, handler));
                ended.SetResult(failure);
                throw failure;
            },
        },
        services: collection =>
        {
            collection.AddMetrics().AddSingleton<ServerMetrics>();
            services?.Invoke(collection);
        });

    /// <summary>Holds whoever logs one event until it is released.</summary>
    private sealed class HoldingLog(string name) : ILoggerProvider, ILogger
    {
        private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly ManualResetEventSlim _held = new();

        public Task Reached => _reached.Task;

        public void Release() => _held.Set();

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (eventId.Name == name)
            {
                _reached.TrySetResult();
                _held.Wait(TimeSpan.FromSeconds(30));
            }
        }

        public void Dispose() => _held.Dispose();
    }
}
