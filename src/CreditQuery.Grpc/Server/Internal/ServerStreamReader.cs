using System.Buffers;
using System.IO.Pipelines;
using Grpc.Core;
using Grpc.Wire;

namespace Grpc.Server;

/// <summary>Reads the requests of a stream.</summary>
/// <remarks>
/// What one read of the pipe brought is kept until all its messages are taken: the pipe is advanced once per arrival, not once
/// per message, and a message that is there is given without waiting.
/// </remarks>
internal sealed class ServerStreamReader<T>(HttpServerCallContext call, Func<DeserializationContext, T> deserializer)
    : IAsyncStreamReader<T>
{
    private static readonly Task<bool> True = Task.FromResult(true);
    private static readonly Task<bool> False = Task.FromResult(false);

    private readonly PipeReader _reader = call.HttpContext.Request.BodyReader;
    private readonly int? _maxBytes = call.Handler.Options.MaxReceiveBytes;
    private ReadOnlySequence<byte> _buffer;
    private ReadOnlyMemory<byte> _segment;
    private int _taken;
    private bool _holdsBuffer;
    private bool _isLast;
    private bool _atEnd;
    private int _pending;
    private T? _current;

    public T Current => _current ?? throw new InvalidOperationException("There is no current message.");

    public Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return Task.FromCanceled<bool>(cancellationToken);
        }

        if (Interlocked.Exchange(ref _pending, 1) != 0)
        {
            return Fail(new InvalidOperationException("Can't read the next message because the previous read is still in progress."));
        }

        if (call.HasEnded)
        {
            _pending = 0;
            return Fail(call.Ended("Can't read messages after the request is complete."));
        }

        return MoveNextUnguarded(cancellationToken);
    }

    private static Task<bool> Fail(Exception failure) => Task.FromException<bool>(failure);

    /// <summary>The stream broke; not: the handler cancelled its read.</summary>
    private static bool IsLoss(Exception failure, CancellationToken ofTheRead) =>
        HttpServerCallContext.IsLoss(failure) && !(failure is OperationCanceledException && ofTheRead.IsCancellationRequested);

    private Task<bool> MoveNextUnguarded(CancellationToken cancellationToken)
    {
        var isPending = false;
        try
        {
            while (!_atEnd)
            {
                if (_holdsBuffer && TryTake())
                {
                    return True;
                }

                if (_atEnd)
                {
                    break;
                }

                var read = _reader.ReadAsync(cancellationToken);
                if (!read.IsCompletedSuccessfully)
                {
                    isPending = true;
                    return MoveNextAsync(read, cancellationToken);
                }

                Hold(read.Result);
            }

            _current = default;
            return False;
        }
        catch (Exception failure)
        {
            return Fail(IsLoss(failure, cancellationToken) ? call.Broken(failure) : failure);
        }
        finally
        {
            if (!isPending)
            {
                Volatile.Write(ref _pending, 0);
            }
        }
    }

    private async Task<bool> MoveNextAsync(ValueTask<ReadResult> read, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                Hold(await read);
                if (TryTake())
                {
                    return true;
                }

                if (_atEnd)
                {
                    _current = default;
                    return false;
                }

                read = _reader.ReadAsync(cancellationToken);
            }
        }
        catch (Exception failure) when (IsLoss(failure, cancellationToken))
        {
            throw call.Broken(failure);
        }
        finally
        {
            Volatile.Write(ref _pending, 0);
        }
    }

    private void Hold(in ReadResult result)
    {
        SetBuffer(result.Buffer);
        _isLast = result.IsCompleted;
        _holdsBuffer = true;
    }

    private void SetBuffer(in ReadOnlySequence<byte> buffer)
    {
        _buffer = buffer;
        _segment = buffer.First;
        _taken = 0;
    }

    /// <summary>Takes a message from the buffer, or gives the buffer back when it holds no whole one.</summary>
    private bool TryTake()
    {
        if (TryTakeFromSegment())
        {
            return true;
        }

        if (_taken > 0)
        {
            SetBuffer(_buffer.Slice(_taken));
        }

        if (MessagePrefix.TryRead(_buffer, _maxBytes, out var prefix)
            && _buffer.Length >= GrpcProtocol.PrefixBytes + (long)prefix.Length)
        {
            var payload = _buffer.Slice(GrpcProtocol.PrefixBytes, prefix.Length);
            SetBuffer(_buffer.Slice(payload.End));
            _current = RequestReader.Parse(call, payload, prefix.IsCompressed, deserializer);
            return true;
        }

        return GiveBack();
    }

    /// <summary>Takes a message that lies within the first segment, as most do: no arithmetic over segments then.</summary>
    private bool TryTakeFromSegment()
    {
        var rest = _segment.Span[_taken..];
        if (rest.Length < GrpcProtocol.PrefixBytes)
        {
            return false;
        }

        var prefix = MessagePrefix.Read(rest, _maxBytes);
        if (rest.Length - GrpcProtocol.PrefixBytes < prefix.Length)
        {
            return false;
        }

        var payload = new ReadOnlySequence<byte>(_segment.Slice(_taken + GrpcProtocol.PrefixBytes, prefix.Length));
        _taken += GrpcProtocol.PrefixBytes + prefix.Length;
        _current = RequestReader.Parse(call, payload, prefix.IsCompressed, deserializer);
        return true;
    }

    private bool GiveBack()
    {
        _holdsBuffer = false;
        _segment = default;
        if (_isLast)
        {
            _atEnd = true;
            var isTruncated = !_buffer.IsEmpty;
            _reader.AdvanceTo(_buffer.End);
            return isTruncated ? throw RequestReader.Truncated() : false;
        }

        _reader.AdvanceTo(_buffer.Start, _buffer.End);
        return false;
    }
}
