using System.Collections.Concurrent;
using System.IO.Pipelines;
using CreditQuery.FunctionalTests.Grpc.RawHttp2;
using CreditQuery.GrpcHosting;
using Grpc.Core;

namespace CreditQuery.FunctionalTests.Grpc.Http2;

/// <summary>What many calls write on one thread is handed to the transport together, and nothing of it stays behind. Source: ADR 0031.</summary>
public sealed class GatheredFlushTests : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    // It sends no windows: each read of the server's ends with a flush of its own.
    private static readonly RawHttp2Options Silent = new() { ReplenishWindows = false };

    private readonly ConcurrentQueue<CountedOutput> _outputs = [];
    private readonly ConcurrentQueue<IServerStreamWriter<byte[]>> _writers = [];
    private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly RunningCalls _calls = new();
    private ProbeServer? _server;

    public async ValueTask DisposeAsync()
    {
        _release.TrySetResult();
        if (_server is { } server)
        {
            await server.DisposeAsync();
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 50)]
    [InlineData(3, 20)]
    public async Task Flushes_OfManyCalls_AreOneWriteForEachConnectionAtTheEnd(int connections, int calls)
    {
        var clients = await ConnectAsync(connections, Silent);
        var streams = await OpenAsync(clients, calls);
        await SettleAsync(streams);
        var before = Writes();

        WriteTogether([7, 8], () => Assert.Equal(before, Writes()));

        Assert.Equal(before.Select(static writes => writes + 1), Writes());
        await AssertToldAsync(streams, [7, 8]);
        await CloseAsync(clients);
    }

    [Fact]
    public async Task Flushes_WithinAnother_AreLeftToTheOuterOne()
    {
        var clients = await ConnectAsync(1, Silent);
        var streams = await OpenAsync(clients, 2);
        await SettleAsync(streams);
        var before = Writes();

        WriteTwice();

        Assert.Equal(before.Select(static writes => writes + 1), Writes());
        await AssertToldAsync(streams, [1], [2]);
        await CloseAsync(clients);

        void WriteTwice()
        {
            using var outer = new GatheredFlushes();
            WriteTogether([1]);
            WriteTogether([2], () => Assert.Equal(before, Writes()));
        }
    }

    [Fact]
    public async Task Flushes_AfterTheEnd_AreWritesOfTheirOwn()
    {
        var clients = await ConnectAsync(1, Silent);
        var streams = await OpenAsync(clients, 2);
        await SettleAsync(streams);
        WriteTogether([1]);
        var before = Writes();

        foreach (var writer in _writers)
        {
            await writer.WriteAsync([2], TestContext.Current.CancellationToken);
        }

        Assert.Equal(before.Select(static writes => writes + 2), Writes());
        await AssertToldAsync(streams, [1], [2]);
        await CloseAsync(clients);
    }

    [Fact]
    public async Task Flushes_OfMoreThanTheOutputTakes_ArriveWholeAll()
    {
        var clients = await ConnectAsync(1);
        var streams = await OpenAsync(clients, 40);
        var message = new byte[20_000];

        WriteTogether(message, mayWait: true);

        await AssertToldAsync(streams, message);
        await CloseAsync(clients);
    }

    [Fact]
    public async Task Flush_WithoutWindow_WaitsForItAlone()
    {
        var clients = await ConnectAsync(1, new RawHttp2Options { Settings = [(Http2SettingId.InitialWindowSize, 100)], ReplenishWindows = false });
        var streams = await OpenAsync(clients, 2);
        var message = new byte[60_000];
        var writers = _writers.ToArray();
        Task[] writes = [];
        WriteBoth();
        Assert.All(writes, static write => Assert.False(write.IsCompleted));

        foreach (var stream in streams)
        {
            await clients[0].Connection.SendWindowUpdateAsync(stream.Id, 100_000);
        }

        await clients[0].Connection.SendWindowUpdateAsync(0, 100_000);
        await Task.WhenAll(writes).WaitAsync(Patience, TestContext.Current.CancellationToken);
        await AssertToldAsync(streams, message);
        await CloseAsync(clients);

        void WriteBoth()
        {
            using var together = new GatheredFlushes();
            writes = [.. writers.Select(writer => writer.WriteAsync(message))];
        }
    }

    [Fact]
    public async Task Flushes_OverKestrelsHttp2_GoOutAsEver()
    {
        var clients = await ConnectAsync(1, isOwnHttp2: false);
        var streams = await OpenAsync(clients, 3);

        WriteTogether([9], mayWait: true);

        await AssertToldAsync(streams, [9]);
        await CloseAsync(clients);
    }

    private static async Task AssertToldAsync(IEnumerable<RawHttp2Stream> streams, params byte[][] messages)
    {
        byte[] expected = [.. messages.SelectMany(static message => GrpcBytes.Message(message))];
        foreach (var stream in streams)
        {
            var told = new List<byte>();
            while (told.Count < expected.Length)
            {
                told.AddRange((await stream.ReadAsync()).Data ?? []);
            }

            Assert.Equal(expected, told);
        }
    }

    // The reads that brought the calls end with a flush of their own, on other threads, which may come late and take what is written meanwhile.
    private async Task SettleAsync(RawHttp2Stream[] streams)
    {
        for (var (round, quiet) = (0, 0); round < 200 && quiet < 20; round++)
        {
            var before = Writes();
            WriteTogether([0], mayWait: true);
            quiet = Writes().SequenceEqual(before.Select(static writes => writes + 1)) ? quiet + 1 : 0;
            await AssertToldAsync(streams, [0]);
        }
    }

    private int[] Writes() => [.. _outputs.Select(static output => output.Writes)];

    // Synchronous: it gathers on one thread.
    private void WriteTogether(byte[] message, Action? meanwhile = null, bool mayWait = false)
    {
        using var together = new GatheredFlushes();
        foreach (var writer in _writers)
        {
            var write = writer.WriteAsync(message);
            Assert.True(mayWait || write.IsCompletedSuccessfully);
        }

        meanwhile?.Invoke();
    }

    private async Task<RawHttp2Client[]> ConnectAsync(int connections, RawHttp2Options? options = null, bool isOwnHttp2 = true)
    {
        _server = await ProbeServer.StartAsync(
            new Probe
            {
                ServerStream = (_, responses, _) => _calls.RunAsync(async () =>
                {
                    // The headers are out, so that what is counted is the messages.
                    await responses.WriteAsync([]);
                    _writers.Enqueue(responses);
                    await _release.Task;
                }),
            },
            isOwnHttp2: isOwnHttp2,
            listen: endpoint => endpoint.Use(next => connection =>
            {
                var output = new CountedOutput(connection.Transport.Output);
                _outputs.Enqueue(output);
                connection.Transport = new Transport(connection.Transport.Input, output);
                return next(connection);
            }));
        return await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => _server.ConnectAsync(options)));
    }

    private async Task<RawHttp2Stream[]> OpenAsync(RawHttp2Client[] clients, int calls)
    {
        var streams = new List<RawHttp2Stream>();
        foreach (var client in clients)
        {
            for (var call = 0; call < calls; call++)
            {
                var stream = await client.OpenAsync(GrpcBytes.RequestHeaders(Probe.ServerStreamPath));
                await stream.SendDataAsync(Http2Check.Hello, endStream: true);
                streams.Add(stream);
            }
        }

        await AssertToldAsync(streams, [[]]);

        // A message may arrive before its write is over: until then the write's own flush may take what comes after it.
        while (_writers.Count < streams.Count)
        {
            await Task.Yield();
        }

        return [.. streams];
    }

    private async Task CloseAsync(RawHttp2Client[] clients)
    {
        _release.TrySetResult();
        await _calls.WaitForAsync(0);
        foreach (var client in clients)
        {
            await client.DisposeAsync();
        }
    }

    private sealed record Transport(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    /// <summary>Counts what the transport is given at a time.</summary>
    private sealed class CountedOutput(PipeWriter inner) : PipeWriter
    {
        private int _writes;

        public int Writes => Volatile.Read(ref _writes);

        public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;

        public override long UnflushedBytes => inner.UnflushedBytes;

        public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
        {
            Interlocked.Increment(ref _writes);
            return inner.WriteAsync(source, cancellationToken);
        }

        public override void Advance(int bytes) => inner.Advance(bytes);

        public override void CancelPendingFlush() => inner.CancelPendingFlush();

        public override void Complete(Exception? exception = null) => inner.Complete(exception);

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => inner.FlushAsync(cancellationToken);

        public override Memory<byte> GetMemory(int sizeHint = 0) => inner.GetMemory(sizeHint);

        public override Span<byte> GetSpan(int sizeHint = 0) => inner.GetSpan(sizeHint);
    }
}
