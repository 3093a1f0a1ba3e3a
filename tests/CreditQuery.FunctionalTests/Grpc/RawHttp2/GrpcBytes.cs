using System.Buffers.Binary;

namespace CreditQuery.FunctionalTests.Grpc.RawHttp2;

/// <summary>gRPC over HTTP/2 by hand: request headers and length-prefixed messages.</summary>
internal static class GrpcBytes
{
    /// <summary>Flag and length before each message.</summary>
    public const int PrefixLength = 5;

    /// <summary>The headers of a well-formed call, with more after them.</summary>
    /// <param name="path">"/package.Service/Method".</param>
    /// <param name="more">Further fields, in this order.</param>
    public static List<HeaderField> RequestHeaders(string path, params IEnumerable<(string Name, string Value)> more) =>
    [
        new(":method", "POST"),
        new(":scheme", "http"),
        new(":path", path),
        new(":authority", "127.0.0.1"),
        new("te", "trailers"),
        new("content-type", "application/grpc"),
        .. more.Select(m => new HeaderField(m.Name, m.Value)),
    ];

    /// <summary>The first header block of a well-formed response, with more after it.</summary>
    public static List<HeaderField> ResponseHeaders(params IEnumerable<(string Name, string Value)> more) =>
    [
        new(":status", "200"),
        new("content-type", "application/grpc"),
        .. more.Select(m => new HeaderField(m.Name, m.Value)),
    ];

    /// <summary>Trailers with a status, and more after it.</summary>
    public static List<HeaderField> Trailers(int status, params IEnumerable<(string Name, string Value)> more) =>
    [
        new("grpc-status", status.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        .. more.Select(m => new HeaderField(m.Name, m.Value)),
    ];

    /// <summary>One message as it goes over the wire.</summary>
    /// <param name="flag">0 plain, 1 compressed, anything else wrong on purpose.</param>
    public static byte[] Message(ReadOnlySpan<byte> payload, byte flag = 0)
    {
        var bytes = new byte[PrefixLength + payload.Length];
        bytes[0] = flag;
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(1), payload.Length);
        payload.CopyTo(bytes.AsSpan(PrefixLength));
        return bytes;
    }

    /// <summary>The messages in the data of a stream.</summary>
    /// <exception cref="InvalidDataException">The data ends inside a message.</exception>
    public static List<(byte Flag, byte[] Payload)> Messages(ReadOnlySpan<byte> data)
    {
        var messages = new List<(byte, byte[])>();
        while (!data.IsEmpty)
        {
            if (data.Length < PrefixLength)
            {
                throw new InvalidDataException("The data ends inside the prefix of a message.");
            }

            var length = BinaryPrimitives.ReadInt32BigEndian(data[1..]);
            if (length < 0 || data.Length - PrefixLength < length)
            {
                throw new InvalidDataException("The data ends inside a message.");
            }

            messages.Add((data[0], data.Slice(PrefixLength, length).ToArray()));
            data = data[(PrefixLength + length)..];
        }

        return messages;
    }
}
