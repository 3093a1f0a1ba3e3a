using System.Buffers;
using System.Buffers.Binary;
using Grpc.Core;

namespace Grpc.Wire;

/// <summary>The five bytes before each message.</summary>
/// <param name="IsCompressed">Whether the message is compressed with the coding of grpc-encoding.</param>
/// <param name="Length">Bytes that follow.</param>
internal readonly record struct MessagePrefix(bool IsCompressed, int Length)
{
    /// <summary>Writes the prefix.</summary>
    public static void Write(Span<byte> destination, bool isCompressed, int length)
    {
        destination[0] = isCompressed ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteInt32BigEndian(destination[1..], length);
    }

    /// <summary>Reads the prefix at the start of a buffer.</summary>
    /// <returns>False when there are fewer than five bytes.</returns>
    /// <exception cref="RpcException">The flag is unknown (INTERNAL) or the length is above the limit (RESOURCE_EXHAUSTED).</exception>
    public static bool TryRead(in ReadOnlySequence<byte> buffer, int? maxBytes, out MessagePrefix prefix)
    {
        var first = buffer.FirstSpan;
        if (first.Length >= GrpcProtocol.PrefixBytes)
        {
            prefix = Read(first, maxBytes);
            return true;
        }

        if (buffer.Length < GrpcProtocol.PrefixBytes)
        {
            prefix = default;
            return false;
        }

        Span<byte> bytes = stackalloc byte[GrpcProtocol.PrefixBytes];
        buffer.Slice(0, GrpcProtocol.PrefixBytes).CopyTo(bytes);
        prefix = Read(bytes, maxBytes);
        return true;
    }

    /// <summary>Reads the prefix from at least five bytes.</summary>
    /// <exception cref="RpcException">The flag is unknown (INTERNAL) or the length is above the limit (RESOURCE_EXHAUSTED).</exception>
    public static MessagePrefix Read(ReadOnlySpan<byte> bytes, int? maxBytes)
    {
        if (bytes[0] > 1)
        {
            throw new RpcException(new Status(StatusCode.Internal, "Message has an unknown compression flag."));
        }

        var length = BinaryPrimitives.ReadUInt32BigEndian(bytes[1..]);
        if (length > (uint)(maxBytes ?? int.MaxValue))
        {
            throw TooLarge(maxBytes);
        }

        return new MessagePrefix(bytes[0] == 1, (int)length);
    }

    /// <summary>The failure of a message above the limit, compressed or not.</summary>
    public static RpcException TooLarge(int? maxBytes) => new(new Status(
        StatusCode.ResourceExhausted,
        $"Received message exceeds the maximum of {maxBytes ?? int.MaxValue} bytes."));
}
