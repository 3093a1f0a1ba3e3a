using System.Diagnostics;
using CreditQuery.Benchmarks.GrpcCost;

namespace CreditQuery.Benchmarks.Watch;

/// <summary>Many subscribers that cost next to nothing: streams of bytes made beforehand, messages counted by their kind and never parsed.</summary>
/// <remarks>A thread per connection. A piece of a stream is taken to hold whole messages, which holds for messages far apart; a flood is read with one stream to
/// a connection.</remarks>
internal sealed class Crowd : IDisposable
{
    private const int Kinds = 16;

    private readonly List<LoadConnection> _connections = [];
    private readonly List<Thread> _threads = [];
    private readonly long[] _counts = new long[Kinds];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long[] _arrivals = [];
    private int _arrived;
    private int _running;
    private volatile bool _isClosed;

    /// <summary>Completes when the server has ended all connections or streams.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Streams that have ended.</summary>
    public int EndedStreams => Volatile.Read(ref _endedStreams);

    private int _endedStreams;

    /// <summary>Opens streams.</summary>
    /// <param name="address">The node.</param>
    /// <param name="path">The method.</param>
    /// <param name="requests">Framed requests, used in turn.</param>
    /// <param name="connections">Connections.</param>
    /// <param name="streams">Streams on each.</param>
    public void Open(Uri address, string path, byte[][] requests, int connections, int streams)
    {
        for (var c = 0; c < connections; c++)
        {
            var connection = new LoadConnection(address, path, hasOneStream: streams == 1);
            for (var s = 0; s < streams; s++)
            {
                connection.AppendData(connection.AppendHeaders(), requests[((c * streams) + s) % requests.Length], end: true);
            }

            _connections.Add(connection);
            Interlocked.Increment(ref _running);
            var thread = new Thread(() => Read(connection, streams)) { IsBackground = true };
            _threads.Add(thread);
            thread.Start();
        }
    }

    /// <summary>Messages of a kind (the field number within the response) so far.</summary>
    public long CountOf(int kind) => Volatile.Read(ref _counts[kind]);

    /// <summary>Notes when each of the next events arrives.</summary>
    /// <param name="events">How many.</param>
    public void Expect(int events)
    {
        _arrivals = new long[events];
        Volatile.Write(ref _arrived, 0);
    }

    /// <summary>Waits for the events that are expected.</summary>
    /// <returns>Timestamps of their arrival, rising; fewer if they do not come.</returns>
    public async Task<long[]> ArrivalsAsync(TimeSpan patience)
    {
        var started = Stopwatch.GetTimestamp();
        while (Volatile.Read(ref _arrived) < _arrivals.Length && Stopwatch.GetElapsedTime(started) < patience)
        {
            await Task.Delay(1);
        }

        var arrivals = _arrivals[..Math.Min(Volatile.Read(ref _arrived), _arrivals.Length)];
        Array.Sort(arrivals);
        return arrivals;
    }

    /// <summary>Waits for so many messages of a kind.</summary>
    public async Task WaitForAsync(int kind, long count)
    {
        while (CountOf(kind) < count)
        {
            await Task.Delay(5);
        }
    }

    public void Dispose()
    {
        _isClosed = true;
        _connections.ForEach(static connection => connection.Dispose());
        _threads.ForEach(static thread => thread.Join());
    }

    private void Read(LoadConnection connection, int open)
    {
        var messages = new MessageKinds(Count);
        try
        {
            connection.Send();
            while (open > 0 || !connection.IsGoingAway)
            {
                var ended = connection.Receive(messages.Take);
                open -= ended;
                Interlocked.Add(ref _endedStreams, ended);
                connection.Send();
            }

            connection.Dispose();
        }
        catch (Exception fault) when (fault is IOException or System.Net.Sockets.SocketException or ObjectDisposedException)
        {
            if (!_isClosed && fault is not IOException)
            {
                Console.Error.WriteLine(fault.Message);
            }
        }

        if (Interlocked.Decrement(ref _running) == 0)
        {
            _ended.TrySetResult();
        }
    }

    private void Count(int kind)
    {
        Interlocked.Increment(ref _counts[kind & (Kinds - 1)]);
        if (kind == WatchChanges.EventKind && Interlocked.Increment(ref _arrived) - 1 is var at && at < _arrivals.Length)
        {
            _arrivals[at] = Stopwatch.GetTimestamp();
        }
    }
}
