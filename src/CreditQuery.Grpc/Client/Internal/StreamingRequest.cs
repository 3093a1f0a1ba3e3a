namespace Grpc.Client;

/// <summary>The request body of a streaming call, over all its attempts.</summary>
/// <remarks>
/// While another attempt may follow, the frames are kept; each attempt first repeats them and then opens its stream to the
/// writer. Without a retry policy nothing is kept, and an attempt can be repeated only as long as nothing was written.
/// </remarks>
internal sealed class StreamingRequest
{
    private readonly ClientCall _call;
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private List<byte[]>? _kept;
    private long _keptBytes;
    private bool _hasWritten;
    private bool _isCommitted;
    private Stream? _live;
    private TaskCompletionSource _liveChange = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public StreamingRequest(ClientCall call)
    {
        _call = call;
        _kept = call.Info.Retry is null ? null : [];
    }

    public bool CanReplay
    {
        get
        {
            lock (_gate)
            {
                return _kept is not null || !_hasWritten;
            }
        }
    }

    public HttpContent CreateContent() => new StreamingContent(this);

    /// <summary>Keeps nothing any more: no other attempt follows.</summary>
    public void Commit()
    {
        lock (_gate)
        {
            _kept = null;
            _isCommitted = true;
            _liveChange.TrySetResult();
        }
    }

    /// <summary>No message follows.</summary>
    public void Complete() => _ended.TrySetResult();

    /// <summary>The call has ended: nobody writes any more.</summary>
    public void Finished()
    {
        _ended.TrySetResult();
        lock (_gate)
        {
            _live = null;
            _liveChange.TrySetResult();
        }
    }

    /// <summary>Sends one frame in the current attempt, or in a later one.</summary>
    /// <returns>False when the call has ended before, or the server takes no more.</returns>
    public async ValueTask<bool> WriteAsync(ReadOnlyMemory<byte> frame, bool flush)
    {
        var (live, isKept) = Take(frame);
        while (true)
        {
            if (live is not null && await TrySendAsync(live, frame, flush))
            {
                return true;
            }

            var next = await NextLiveAsync(live);
            if (next is null)
            {
                return false;
            }

            // An attempt repeats what is kept before it goes live: then this frame is among it.
            if (isKept)
            {
                return true;
            }

            live = next;
        }
    }

    /// <summary>The body of one attempt: headers at once, kept frames, then whatever the writer writes, to the half-close.</summary>
    /// <remarks>
    /// It does not fail with its stream, but waits for the end of the call: the response tells why the stream failed, and the
    /// handler would put a failure of the body before it.
    /// </remarks>
    public async Task RunAsync(Stream stream, CancellationToken cancellationToken)
    {
        try
        {
            await stream.FlushAsync(cancellationToken);
            for (var next = 0; NextKept(stream, next) is { } frame; next++)
            {
                await stream.WriteAsync(frame, cancellationToken);
                await stream.FlushAsync(cancellationToken);
            }
        }
        catch (Exception failure) when (IsOfStream(failure))
        {
            Log.WriteFailed(_call.Channel.Logger, _call.Method.FullName, failure);
        }

        await _ended.Task;
        cancellationToken.ThrowIfCancellationRequested();
    }

    private (Stream? Live, bool IsKept) Take(ReadOnlyMemory<byte> frame)
    {
        lock (_gate)
        {
            _hasWritten = true;
            if (_kept is null)
            {
                return (_live, false);
            }

            var limit = _call.Channel.Options.MaxRetryBufferPerCallSize ?? long.MaxValue;
            if (_keptBytes + frame.Length > limit && _live is not null)
            {
                // Too much to keep: this attempt is the last one.
                _kept = null;
                return (_live, false);
            }

            _kept.Add(frame.ToArray());
            _keptBytes += frame.Length;
            return (_live, true);
        }
    }

    private byte[]? NextKept(Stream stream, int index)
    {
        lock (_gate)
        {
            if (_kept is not null && index < _kept.Count)
            {
                return _kept[index];
            }

            _live = stream;
            _liveChange.TrySetResult();
            return null;
        }
    }

    private async ValueTask<bool> TrySendAsync(Stream live, ReadOnlyMemory<byte> frame, bool flush)
    {
        try
        {
            await live.WriteAsync(frame, _call.CancellationToken);
            if (flush)
            {
                await live.FlushAsync(_call.CancellationToken);
            }

            return true;
        }
        catch (Exception failure) when (IsOfStream(failure))
        {
            Log.WriteFailed(_call.Channel.Logger, _call.Method.FullName, failure);
            return false;
        }
    }

    private static bool IsOfStream(Exception failure) => failure is IOException or OperationCanceledException
        or ObjectDisposedException or HttpRequestException or InvalidOperationException;

    /// <summary>Waits for the stream of an attempt other than the one that failed; null when the call has ended or none follows.</summary>
    private async ValueTask<Stream?> NextLiveAsync(Stream? failed)
    {
        while (true)
        {
            Task change;
            lock (_gate)
            {
                if (_live is not null && _live != failed)
                {
                    return _live;
                }

                if (_call.FinalStatus is not null || _call.CancelReason is not null)
                {
                    return null;
                }

                // A call of one response reads it by itself and so comes to its end. Others wait for their reader, perhaps for ever.
                if (_isCommitted && failed is not null && !_call.NeedsMessage)
                {
                    return null;
                }

                if (_liveChange.Task.IsCompleted)
                {
                    _liveChange = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                }

                change = _liveChange.Task;
            }

            await change;
        }
    }
}
