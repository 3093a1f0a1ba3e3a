using System.Buffers;
using System.IO.Pipelines;

namespace CreditQuery.GrpcHosting.Http2;

/// <summary>Gathers the frames of a connection and hands them to the transport, many in one go.</summary>
/// <remarks>
/// Frames are written into a rented buffer under <see cref="Gate"/>; one flusher at a time gives what has gathered to the transport, and goes
/// on as long as more has come meanwhile. A transport that takes nothing bounds what gathers: streams wait for <see cref="HasRoom"/>,
/// and the connection is not read while answers to control frames pile up.
/// </remarks>
internal sealed class ConnectionOutput(PipeWriter transport)
{
    /// <summary>Beyond this, streams put nothing in until the transport has taken what is there.</summary>
    private const int RoomBytes = 64 * 1024;

    /// <summary>Beyond this, which only answers to control frames can reach, nothing is read from the peer.</summary>
    private const int MostBytes = 256 * 1024;

    private const int FirstBytes = 8 * 1024;

    private readonly PipeWriter _transport = transport;
    private byte[]? _buffer;
    private int _length;
    private bool _isFlushing;
    private bool _isBroken;
    private TaskCompletionSource? _drained;

    /// <summary>Guards the output, and all that says what may be put into it: windows, streams, their states.</summary>
    public Lock Gate { get; } = new();

    /// <summary>Called under the gate when the transport has taken all that was there; puts in what waited for room.</summary>
    public Action? Resume { get; set; }

    /// <summary>Whether streams may put more in. Under the gate.</summary>
    public bool HasRoom => _length < RoomBytes;

    /// <summary>Whether so much waits that it is better not to read on.</summary>
    public bool IsOverfull => Volatile.Read(ref _length) > MostBytes;

    /// <summary>Gives room for bytes. Under the gate, until <see cref="Commit"/>.</summary>
    public Span<byte> Reserve(int bytes)
    {
        if (_buffer is null)
        {
            _buffer = ArrayPool<byte>.Shared.Rent(Math.Max(bytes, FirstBytes));
        }
        else if (_buffer.Length - _length < bytes)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_length + bytes, 2 * _buffer.Length));
            _buffer.AsSpan(0, _length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }

        return _buffer.AsSpan(_length);
    }

    /// <summary>Takes the first bytes of what was reserved. Under the gate.</summary>
    public void Commit(int bytes)
    {
        if (!_isBroken)
        {
            _length += bytes;
        }
    }

    /// <summary>Hands to the transport what has gathered, unless somebody is at it: then they do.</summary>
    public void Flush()
    {
        byte[] chunk;
        int length;
        lock (Gate)
        {
            if (_isFlushing || _length == 0)
            {
                return;
            }

            _isFlushing = true;
            (chunk, length) = Take();
        }

        Send(chunk, length);
    }

    /// <summary>Completes when the transport has taken everything or is gone.</summary>
    public Task WhenDrainedAsync()
    {
        lock (Gate)
        {
            return _length == 0 && !_isFlushing ? Task.CompletedTask
                : (_drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    private (byte[] Chunk, int Length) Take()
    {
        var taken = (_buffer!, _length);
        _buffer = null;
        _length = 0;
        return taken;
    }

    private void Send(byte[] chunk, int length)
    {
        do
        {
            ValueTask<FlushResult> flush;
            try
            {
                flush = _transport.WriteAsync(chunk.AsMemory(0, length));
            }
            catch (Exception failure) when (failure is IOException or InvalidOperationException or OperationCanceledException)
            {
                Break();
                return;
            }

            if (!flush.IsCompletedSuccessfully)
            {
                _ = SendSlowlyAsync(flush, chunk);
                return;
            }

            ArrayPool<byte>.Shared.Return(chunk);
            if (flush.Result.IsCompleted)
            {
                Break();
                return;
            }
        }
        while (TryTakeNext(out chunk, out length));
    }

    private async Task SendSlowlyAsync(ValueTask<FlushResult> flush, byte[] chunk)
    {
        var isGone = true;
        try
        {
            isGone = (await flush).IsCompleted;
        }
        catch (Exception failure) when (failure is IOException or InvalidOperationException or OperationCanceledException)
        {
            // The connection is lost; who reads from it is told.
        }

        ArrayPool<byte>.Shared.Return(chunk);
        if (isGone)
        {
            Break();
        }
        else if (TryTakeNext(out var next, out var length))
        {
            Send(next, length);
        }
    }

    private bool TryTakeNext(out byte[] chunk, out int length)
    {
        lock (Gate)
        {
            Resume?.Invoke();
            if (_length == 0)
            {
                _isFlushing = false;
                _drained?.TrySetResult();
                _drained = null;
                (chunk, length) = ([], 0);
                return false;
            }

            (chunk, length) = Take();
            return true;
        }
    }

    /// <summary>The transport takes nothing any more: all that comes is dropped, and streams need not wait.</summary>
    private void Break()
    {
        lock (Gate)
        {
            _isBroken = true;
            _isFlushing = false;
            _length = 0;
            _drained?.TrySetResult();
            _drained = null;
            Resume?.Invoke();
        }
    }
}
