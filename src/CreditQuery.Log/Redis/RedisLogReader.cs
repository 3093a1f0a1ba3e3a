using CreditQuery.Log.Events;

namespace CreditQuery.Log.Redis;

/// <summary>Follows the log in Redis: takes what is pushed while it is the next event, reads everything else from the stream.</summary>
/// <remarks>What is pushed is a hint, what stands in the stream is the truth: a pushed event that does not continue the log is forgotten, one of
/// the stream ends the reading with what is wrong. While Redis cannot be reached the reader waits.</remarks>
internal sealed class RedisLogReader : IChangeLogReader
{
    // How long a push may lag behind the knowledge that there is a newer event.
    private static readonly TimeSpan PushGrace = TimeSpan.FromMilliseconds(10);

    // Finds a lost push without anybody's help.
    private static readonly TimeSpan IdlePause = TimeSpan.FromSeconds(1);

    private readonly RedisLogParts _parts;
    private readonly LogContinuity _continuity;
    private readonly RangeRead _range;
    private readonly PushBuffer _pushes = new();
    private readonly ReaderSignal _signal = new();
    private readonly List<byte[]> _batch = [];
    private readonly ChainValue? _afterChain;
    private EventCursor? _cursor;
    private long? _behindSince;
    private int _next;
    private bool _isPushed;
    private string? _fault;

    public RedisLogReader(RedisLogParts parts, ulong afterRevision, ChainValue? afterChain)
    {
        _parts = parts;
        _continuity = new LogContinuity(parts);
        _range = new RangeRead(parts.Calls);
        _afterChain = afterChain;
        Position = afterRevision;
        parts.Feed.Add(this);
        _signal.Set(atOnce: true);
    }

    public ulong Position { get; private set; }

    /// <summary>Takes a pushed event.</summary>
    public void Push(ulong revision, byte[] raw)
    {
        _pushes.Offer(revision, raw);
        _signal.Set(atOnce: false);
    }

    /// <summary>Lets the reader look at the stream.</summary>
    public void Wake(bool atOnce) => _signal.Set(atOnce);

    public async ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_next < _batch.Count)
            {
                return true;
            }

            if (_cursor is not null && _fault is null && TakePushed())
            {
                return true;
            }

            if (_parts.Feed.IsClosed)
            {
                return false;
            }

            if (!await IsFetchDueAsync(cancellationToken))
            {
                continue;
            }

            if (await FetchAsync(cancellationToken))
            {
                return true;
            }
        }
    }

    public bool TryRead(out ChangeLogEvent next)
    {
        next = default;
        if (_next >= _batch.Count || _cursor is null)
        {
            return false;
        }

        var fault = _cursor.TryPass(_batch[_next], out next);
        if (fault is null)
        {
            _batch[_next++] = null!;
            Position = next.Revision;
            _parts.Known.Raise(new LogHead(next.Revision, next.Chain, next.RecordedAt));
            return true;
        }

        // Read again from the stream; if it stands there too, the next wait tells.
        Discard();
        _fault = _isPushed ? null : fault;
        _signal.Set(atOnce: true);
        return false;
    }

    public void Dispose()
    {
        _parts.Feed.Remove(this);
        _cursor?.Dispose();
    }

    private bool TakePushed()
    {
        Discard();
        _isPushed = true;
        if (!_pushes.TryTake(Position, _batch))
        {
            return false;
        }

        _behindSince = null;
        return true;
    }

    private void Discard()
    {
        _batch.Clear();
        _next = 0;
    }

    // Sleeps until something happens; true if the stream is to be read.
    private async ValueTask<bool> IsFetchDueAsync(CancellationToken cancellationToken)
    {
        if (_cursor is null || (!LogFailpoints.LeavesGaps && (_signal.TakeAtOnce() || _fault is not null || _range.IsUnderWay || _pushes.FirstAfter(Position) is not null)))
        {
            return true;
        }

        var isBehind = _parts.Known.Head.Revision > Position;
        var pause = isBehind ? GraceLeft() : IdlePause;
        var isDue = pause <= TimeSpan.Zero || !await _signal.WaitAsync(pause, _parts.Settings.Time, cancellationToken);
        return isDue && !LogFailpoints.LeavesGaps;
    }

    // Counted from the first sign, however many follow: they must not put off the reading of the stream for ever.
    private TimeSpan GraceLeft()
    {
        var time = _parts.Settings.Time;
        _behindSince ??= time.GetTimestamp();
        return PushGrace - time.GetElapsedTime(_behindSince.Value);
    }

    private async ValueTask<bool> FetchAsync(CancellationToken cancellationToken)
    {
        var server = await ConnectedAsync(cancellationToken);
        if (server is null)
        {
            return false;
        }

        try
        {
            if (_cursor is null)
            {
                _cursor = new EventCursor(await _continuity.StartAsync(server, Position, _afterChain, cancellationToken));
            }

            if (_fault is not null)
            {
                await ThrowFaultAsync(server, cancellationToken);
            }

            return await ReadRangeAsync(server, cancellationToken);
        }
        catch (ChangeLogUnavailableException)
        {
            // The link makes another connection; the events are still there.
            _range.Forget();
            _signal.Set(atOnce: true);
            if (!server.Lost.IsCancellationRequested)
            {
                await Task.Delay(PushGrace, _parts.Settings.Time, cancellationToken);
            }

            return false;
        }
    }

    private async ValueTask<bool> ReadRangeAsync(RedisServer server, CancellationToken cancellationToken)
    {
        Discard();
        _isPushed = false;
        _behindSince = null;
        LogFailpoints.At(LogFailpoint.BeforeGapFill);
        var pushed = _range.IsUnderWay ? null : _pushes.FirstAfter(Position);
        await _range.ReadAsync(server, Position + 1, _batch, cancellationToken);
        if (_batch.Count > 0)
        {
            LogFailpoints.At(LogFailpoint.GapRead);
            return true;
        }

        // Pushed before the stream was read, and not in it: nonsense.
        _pushes.DropFrom(pushed);
        await _continuity.ProveAsync(server, _cursor!.ToHead(), cancellationToken);
        return false;
    }

    // Null once the log is closed.
    private async ValueTask<RedisServer?> ConnectedAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _parts.Link.ConnectedAsync(cancellationToken);
        }
        catch (ObjectDisposedException)
        {
            return null;
        }
    }

    // Whoever follows another history is told that first; else the event itself is bad.
    private async Task ThrowFaultAsync(RedisServer server, CancellationToken cancellationToken)
    {
        try
        {
            await _continuity.ProveAsync(server, _cursor!.ToHead(), cancellationToken);
        }
        catch (LogUnusableException)
        {
            // The bad event is the last one: nothing can be said of the end of the log.
        }

        throw new ChangeLogCorruptException(_parts.Settings.Keys.Log, 0, Position + 1, _fault!);
    }
}
