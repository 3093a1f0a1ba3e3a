using System.Buffers;
using Grpc.Core;

namespace Grpc.Wire;

/// <summary>Gives a deserializer one message in place.</summary>
internal sealed class MessageSource : DeserializationContext
{
    private ReadOnlySequence<byte> _payload;
    private int _length;

    public override int PayloadLength => _length;

    public override byte[] PayloadAsNewBuffer() => _payload.ToArray();

    public override ReadOnlySequence<byte> PayloadAsReadOnlySequence() => _payload;

    /// <summary>Makes a message of a payload.</summary>
    /// <exception cref="RpcException">INTERNAL: the deserializer failed.</exception>
    public T Deserialize<T>(in ReadOnlySequence<byte> payload, Func<DeserializationContext, T> deserializer)
    {
        _payload = payload;
        _length = (int)payload.Length;
        try
        {
            return deserializer(this);
        }
        catch (Exception failure) when (failure is not RpcException)
        {
            // InvalidProtocolBufferException is an IOException: without this it would pass for a broken connection.
            throw new RpcException(new Status(StatusCode.Internal, "Message cannot be parsed.", failure));
        }
        finally
        {
            _payload = default;
        }
    }
}
