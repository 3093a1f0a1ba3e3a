using System.Buffers;
using System.Runtime.CompilerServices;
using Grpc.Core;
using Grpc.Net.Compression;
using Grpc.Wire;

namespace Grpc.Client;

/// <summary>Finds the messages in the body of a response.</summary>
/// <remarks>One reader at a time. The payload is valid until the next read. Used again for one body after the other.</remarks>
internal sealed class FrameReader : IDisposable
{
    private const int InitialBytes = 4096;

    // A buffer grows step by step: a length alone does not make us allocate it.
    private const int LargestStep = 1024 * 1024;

    private Stream _body = Stream.Null;
    private int? _maxBytes;
    private string? _encoding;
    private ICompressionProvider[] _codings = [];
    private byte[] _buffer = [];
    private int _start;
    private int _end;
    private MessagePrefix _prefix;

    /// <summary>Starts with the body of a response.</summary>
    /// <param name="body">The body.</param>
    /// <param name="maxBytes">Limit of a message, also when expanded; null for none.</param>
    /// <param name="encoding">Value of grpc-encoding; null for none.</param>
    /// <param name="codings">The codings that are known.</param>
    public void Attach(Stream body, int? maxBytes, string? encoding, ICompressionProvider[] codings)
    {
        _body = body;
        _maxBytes = maxBytes;
        _encoding = encoding;
        _codings = codings;
        _buffer = ArrayPool<byte>.Shared.Rent(InitialBytes);
    }

    /// <summary>True when a whole message is there already.</summary>
    /// <exception cref="RpcException">Its prefix is bad.</exception>
    public bool IsBuffered()
    {
        var available = _end - _start;
        if (available < GrpcProtocol.PrefixBytes)
        {
            return false;
        }

        _prefix = MessagePrefix.Read(_buffer.AsSpan(_start, available), _maxBytes);
        return available - GrpcProtocol.PrefixBytes >= _prefix.Length;
    }

    /// <summary>Waits for a whole message.</summary>
    /// <returns>False at the end of the body.</returns>
    /// <exception cref="InvalidDataException">The body ends within a message.</exception>
    /// <remarks>What is there already is taken without a state machine.</remarks>
    public ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        while (!IsBuffered())
        {
            var read = ReadBodyAsync(cancellationToken);
            if (!read.IsCompletedSuccessfully)
            {
                return FillAsync(read, cancellationToken);
            }

            if (!TryAppend(read.Result))
            {
                return new ValueTask<bool>(false);
            }
        }

        return new ValueTask<bool>(true);
    }

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
        _body = Stream.Null;
        _start = _end = 0;
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> FillAsync(ValueTask<int> read, CancellationToken cancellationToken)
    {
        while (TryAppend(await read))
        {
            if (IsBuffered())
            {
                return true;
            }

            read = ReadBodyAsync(cancellationToken);
        }

        return false;
    }

    private ValueTask<int> ReadBodyAsync(CancellationToken cancellationToken)
    {
        MakeRoom();
        return _body.ReadAsync(_buffer.AsMemory(_end), cancellationToken);
    }

    /// <returns>False at the end of the body.</returns>
    private bool TryAppend(int read)
    {
        _end += read;
        return read > 0 || (_start == _end ? false : throw new InvalidDataException("The response ends within a message."));
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
        if (_encoding is null or GrpcProtocol.IdentityEncoding || MessageCompression.Find(_codings, _encoding) is not { } coding)
        {
            throw new RpcException(new Status(StatusCode.Internal, $"Response is compressed with an unknown coding '{_encoding}'."));
        }

        return MessageCompression.Expand(payload, coding, _maxBytes);
    }
}
