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
    private bool _hasSent;
    private bool _isSending;
    private TaskCompletionSource? _sendEnd;
    private bool _isCommitted;

    // Stream of the newest attempt; the same is live once everything that is kept has been repeated in it.
    private Stream? _newest;
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
                return _kept is not null || !(_hasSent || _isSending);
            }
        }
    }

    /// <summary>The same, once a write that is under way has ended: in a stream that was refused it fails, and nothing of it is lost.</summary>
    public async Task<bool> CanRepeatAsync()
    {
        Task? end = null;
        lock (_gate)
        {
            if (_isSending)
            {
                _sendEnd ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                end = _sendEnd.Task;
            }
        }

        await (end ?? Task.CompletedTask);
        return CanReplay;
    }

    public HttpContent CreateContent() => new StreamingContent(this);

    /// <summary>No other attempt follows: what is kept goes, once this one has repeated it.</summary>
    public void Commit()
    {
        lock (_gate)
        {
            _isCommitted = true;
            if (_live is not null)
            {
                KeepNothing();
            }

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
            KeepNothing();
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
            if (live is not null && await SendAsync(live, frame, flush))
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
        lock (_gate)
        {
            _newest = stream;
            _live = null;
        }

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
            lock (_gate)
            {
                // Writers find out for themselves, and wait for another attempt if one may follow.
                GoLive(stream);
            }
        }

        await _ended.Task;
        cancellationToken.ThrowIfCancellationRequested();
    }

    private (Stream? Live, bool IsKept) Take(ReadOnlyMemory<byte> frame)
    {
        lock (_gate)
        {
            if (_kept is null)
            {
                return (_live, false);
            }

            var limit = _call.Channel.Options.MaxRetryBufferPerCallSize ?? long.MaxValue;
            _keptBytes += frame.Length;
            if ((!_call.Channel.RetryBuffer.Add(frame.Length) || _keptBytes > limit) && _live is not null)
            {
                // Too much to keep: this attempt is the last one.
                KeepNothing();
                return (_live, false);
            }

            _kept.Add(frame.ToArray());
            return (_live, true);
        }
    }

    private void KeepNothing()
    {
        _kept = null;
        _call.Channel.RetryBuffer.Remove(_keptBytes);
        _keptBytes = 0;
    }

    private byte[]? NextKept(Stream stream, int index)
    {
        lock (_gate)
        {
            if (_kept is not null && index < _kept.Count)
            {
                return _kept[index];
            }

            GoLive(stream);
            return null;
        }
    }

    private void GoLive(Stream stream)
    {
        // The body of an attempt that was given up may still be at its end.
        if (stream != _newest || _call.HasEnded)
        {
            return;
        }

        _live = stream;
        if (_isCommitted)
        {
            KeepNothing();
        }

        _liveChange.TrySetResult();
    }

    private async ValueTask<bool> SendAsync(Stream live, ReadOnlyMemory<byte> frame, bool flush)
    {
        lock (_gate)
        {
            _isSending = true;
        }

        var isSent = await TrySendAsync(live, frame, flush);
        lock (_gate)
        {
            _isSending = false;
            _hasSent |= isSent;
            _sendEnd?.SetResult();
            _sendEnd = null;
        }

        return isSent;
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
                if (_isCommitted && failed is not null && failed == _newest && !_call.NeedsMessage)
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
