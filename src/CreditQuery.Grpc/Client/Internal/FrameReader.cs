using System.Buffers;
using System.Runtime.CompilerServices;
using Grpc.Core;
using Grpc.Net.Compression;
using Grpc.Wire;

namespace Grpc.Client;

/// <summary>Finds the messages in the body of a response.</summary>
/// <remarks>One reader at a time. The payload is valid until the next read.</remarks>
internal sealed class FrameReader(Stream body, int? maxBytes, string? encoding, ICompressionProvider[] codings) : IDisposable
{
    private const int InitialBytes = 4096;

    // A buffer grows step by step: a length alone does not make us allocate it.
    private const int LargestStep = 1024 * 1024;

    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(InitialBytes);
    private int _start;
    private int _end;
    private MessagePrefix _prefix;

    /// <summary>True when a whole message is there already.</summary>
    /// <exception cref="RpcException">Its prefix is bad.</exception>
    public bool IsBuffered()
    {
        var available = _end - _start;
        if (available < GrpcProtocol.PrefixBytes)
        {
            return false;
        }

        _prefix = MessagePrefix.Read(_buffer.AsSpan(_start, available), maxBytes);
        return available - GrpcProtocol.PrefixBytes >= _prefix.Length;
    }

    /// <summary>Waits for a whole message.</summary>
    /// <returns>False at the end of the body.</returns>
    /// <exception cref="InvalidDataException">The body ends within a message.</exception>
    public ValueTask<bool> ReadAsync(CancellationToken cancellationToken) =>
        IsBuffered() ? new ValueTask<bool>(true) : FillAsync(cancellationToken);

    /// <summary>Takes the message that was found.</summary>
    /// <exception cref="RpcException">It cannot be expanded.</exception>
    public ReadOnlySequence<byte> Take()
    {
        var payload = new ReadOnlySequence<byte>(_buffer, _start + GrpcProtocol.PrefixBytes, _prefix.Length);
        _start += GrpcProtocol.PrefixBytes + _prefix.Length;
        return _prefix.IsCompressed ? Expand(payload) : payload;
    }

    public void Dispose()
    {
        var buffer = _buffer;
        _buffer = [];
        _start = _end = 0;
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        do
        {
            MakeRoom();
            var read = await body.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
            if (read == 0)
            {
                return _start == _end
                    ? false
                    : throw new InvalidDataException("The response ends within a message.");
            }

            _end += read;
        }
        while (!IsBuffered());

        return true;
    }

    private void MakeRoom()
    {
        var kept = _end - _start;
        if (kept == 0)
        {
            _start = _end = 0;
        }

        var needed = kept < GrpcProtocol.PrefixBytes ? GrpcProtocol.PrefixBytes : GrpcProtocol.PrefixBytes + (long)_prefix.Length;
        if (_buffer.Length - _start >= needed && _end < _buffer.Length)
        {
            return;
        }

        var target = _buffer;
        if (needed > _buffer.Length)
        {
            target = ArrayPool<byte>.Shared.Rent((int)Math.Min(needed, Math.Max(2L * _buffer.Length, kept + (long)LargestStep)));
        }

        _buffer.AsSpan(_start, kept).CopyTo(target);
        if (target != _buffer)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = target;
        }

        _start = 0;
        _end = kept;
    }

    private ReadOnlySequence<byte> Expand(in ReadOnlySequence<byte> payload)
    {
        if (encoding is null or GrpcProtocol.IdentityEncoding || MessageCompression.Find(codings, encoding) is not { } coding)
        {
            throw new RpcException(new Status(StatusCode.Internal, $"Response is compressed with an unknown coding '{encoding}'."));
        }

        return MessageCompression.Expand(payload, coding, maxBytes);
    }
}
