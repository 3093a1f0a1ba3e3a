using System.Buffers;
using Grpc.Core;
using Grpc.Net.Compression;

namespace Grpc.Wire;

/// <summary>Takes one message from a serializer and writes it, prefix first, to a buffer writer.</summary>
/// <remarks>
/// A message whose size is told beforehand is serialised in place behind its prefix and committed with one Advance, so a
/// serializer that fails leaves nothing behind. Not thread-safe; used again for every message of a call.
/// </remarks>
internal sealed class MessageSink : SerializationContext, IBufferWriter<byte>
{
    private IBufferWriter<byte> _output = null!;
    private ICompressionProvider? _compression;
    private System.IO.Compression.CompressionLevel? _level;
    private int? _maxBytes;
    private Memory<byte> _memory;
    private byte[]? _rented;
    private int _written;
    private int _announced;
    private bool _completed;

    /// <summary>Serialises one message.</summary>
    /// <param name="compression">Coding for this message; null for none.</param>
    /// <param name="maxBytes">Limit of the message; null for none.</param>
    /// <exception cref="RpcException">The message is above the limit (RESOURCE_EXHAUSTED) or not complete (INTERNAL).</exception>
    /// <returns>Bytes of the message with its prefix, before compression.</returns>
    public int Serialize<T>(
        T message,
        Action<T, SerializationContext> serializer,
        IBufferWriter<byte> output,
        ICompressionProvider? compression,
        System.IO.Compression.CompressionLevel? level,
        int? maxBytes)
    {
        _output = output;
        _compression = compression;
        _level = level;
        _maxBytes = maxBytes;
        _announced = -1;
        try
        {
            serializer(message, this);
            if (!_completed)
            {
                throw new RpcException(new Status(StatusCode.Internal, "The serializer did not complete the message."));
            }

            return GrpcProtocol.PrefixBytes + _written;
        }
        finally
        {
            Reset();
        }
    }

    public override void SetPayloadLength(int payloadLength)
    {
        ThrowIfTooLarge(payloadLength);
        _announced = payloadLength;
    }

    public override IBufferWriter<byte> GetBufferWriter() => this;

    public override void Complete()
    {
        ThrowIfCompleted();
        if (_announced >= 0 && _written != _announced)
        {
            throw new RpcException(new Status(
                StatusCode.Internal,
                $"The serializer announced {_announced} bytes and wrote {_written}."));
        }

        Commit(_rented is null ? default : _rented.AsSpan(GrpcProtocol.PrefixBytes, _written));
        _completed = true;
    }

    public override void Complete(byte[] payload)
    {
        ThrowIfCompleted();
        ThrowIfTooLarge(payload.Length);
        _written = payload.Length;
        Commit(payload);
        _completed = true;
    }

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)(_memory.Length - GrpcProtocol.PrefixBytes - _written));
        _written += count;
    }

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _memory[(GrpcProtocol.PrefixBytes + _written)..];
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _memory.Span[(GrpcProtocol.PrefixBytes + _written)..];
    }

    private void Reserve(int sizeHint)
    {
        var needed = GrpcProtocol.PrefixBytes + _written + Math.Max(sizeHint, 1);
        if (needed <= _memory.Length)
        {
            return;
        }

        if (_memory.IsEmpty && _announced >= 0 && _compression is null)
        {
            _memory = _output.GetMemory(GrpcProtocol.PrefixBytes + Math.Max(_announced, sizeHint));
            return;
        }

        Grow(Math.Max(needed, GrpcProtocol.PrefixBytes + _announced));
    }

    private void Grow(int needed)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, 2 * _memory.Length));
        _memory.Span[..Math.Min(_memory.Length, GrpcProtocol.PrefixBytes + _written)].CopyTo(larger);
        ReturnRented();
        _rented = larger;
        _memory = larger;
    }

    /// <summary>Writes the message: in place when it already stands in the output, else from <paramref name="payload"/>.</summary>
    private void Commit(ReadOnlySpan<byte> payload)
    {
        ThrowIfTooLarge(_written);
        if (_compression is not null && _written > 0)
        {
            MessageCompression.Compress(payload, _compression, _level, _output);
            return;
        }

        if (payload.IsEmpty && !_memory.IsEmpty && _rented is null)
        {
            MessagePrefix.Write(_memory.Span, false, _written);
        }
        else
        {
            var target = _output.GetSpan(GrpcProtocol.PrefixBytes + payload.Length);
            MessagePrefix.Write(target, false, payload.Length);
            payload.CopyTo(target[GrpcProtocol.PrefixBytes..]);
        }

        _output.Advance(GrpcProtocol.PrefixBytes + _written);
    }

    private void ThrowIfTooLarge(int length)
    {
        if (length > (_maxBytes ?? int.MaxValue))
        {
            throw new RpcException(new Status(
                StatusCode.ResourceExhausted,
                $"Sending message exceeds the maximum of {_maxBytes} bytes."));
        }
    }

    private void ThrowIfCompleted()
    {
        if (_completed)
        {
            throw new InvalidOperationException("The message is complete already.");
        }
    }

    private void Reset()
    {
        ReturnRented();
        _memory = default;
        _written = 0;
        _completed = false;
        _output = null!;
        _compression = null;
    }

    private void ReturnRented()
    {
        if (_rented is not null)
        {
            ArrayPool<byte>.Shared.Return(_rented);
            _rented = null;
        }
    }
}
