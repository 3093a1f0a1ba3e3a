namespace CreditQuery.Log.Redis;

/// <summary>Reads the stream in ranges, the next one while the last is being applied.</summary>
/// <remarks>A range grows and shrinks with the size of the events, so that it stays near 2 MiB: reading a long log neither costs a round trip per event nor
/// fills the memory. For one reader.</remarks>
internal sealed class RangeRead(RedisLogCalls calls)
{
    private const int TargetBytes = 2 << 20;
    private const int MaxCount = 512;
    private const int FirstCount = 16;

    private Task<List<byte[]>>? _underWay;
    private RedisServer? _server;
    private ulong _from;
    private int _count = FirstCount;

    /// <summary>The next range has been asked for.</summary>
    public bool IsUnderWay => _underWay is not null;

    /// <summary>Reads events from a revision on.</summary>
    /// <param name="server">The server.</param>
    /// <param name="from">The first revision wanted.</param>
    /// <param name="into">Receives the bytes of the events; none at the end of the log.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="ChangeLogUnavailableException">No answer in time; the next range is a small one.</exception>
    public async ValueTask ReadAsync(RedisServer server, ulong from, List<byte[]> into, CancellationToken cancellationToken)
    {
        if (_underWay is null || _from != from || _server != server)
        {
            Ask(server, from);
        }

        var asked = _count;
        var reading = _underWay!;
        List<byte[]> events;
        try
        {
            events = await reading.WaitAsync(cancellationToken);
        }
        catch (ChangeLogUnavailableException)
        {
            _count = 1;
            throw;
        }

        _underWay = null;
        into.AddRange(events);
        Adapt(events);
        if (events.Count == asked)
        {
            Ask(server, from + (ulong)events.Count);
        }
    }

    /// <summary>Forgets a range that is under way.</summary>
    public void Forget() => _underWay = null;

    private void Ask(RedisServer server, ulong from)
    {
        (_server, _from) = (server, from);
        _underWay = calls.ReadAsync(server, from, _count, CancellationToken.None);
    }

    private void Adapt(List<byte[]> events)
    {
        if (events.Count == 0)
        {
            return;
        }

        var bytes = events.Sum(static one => (long)one.Length);
        var fitting = TargetBytes / Math.Max(1, bytes / events.Count);
        _count = (int)Math.Clamp(Math.Min(fitting, _count * 2L), 1, MaxCount);
    }
}
