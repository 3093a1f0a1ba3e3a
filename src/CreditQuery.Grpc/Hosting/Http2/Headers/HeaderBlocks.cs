using System.Buffers;
using System.Diagnostics;
using CreditQuery.GrpcHosting.Http2.Hpack;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace CreditQuery.GrpcHosting.Http2;

/// <summary>Writes headers and trailers of responses as HEADERS and CONTINUATION frames. Under the gate of the output.</summary>
internal sealed class HeaderBlocks(ConnectionOutput output, DateHeader date)
{
    private const int StatusBytes = 8;
    private const string DateName = "date";
    private const string GrpcContentType = "application/grpc";

    // What nearly every call is answered with, as the encoder writes it.
    private static readonly byte[] GrpcHead = Block(static block =>
    {
        HpackEncoder.TryWriteStatus(StatusCodes.Status200OK, block, out var status);
        HpackEncoder.TryWriteLiteral(StaticTable.ContentType, GrpcContentType, block.AsSpan(status), out var type);
        return status + type;
    });

    private static readonly byte[] GrpcOk = Block(static block =>
    {
        HpackEncoder.TryWriteLiteral("grpc-status", "0", block, out var written);
        return written;
    });

    private readonly ConnectionOutput _output = output;
    private readonly DateHeader _date = date;

    /// <summary>Bytes of a payload that the peer takes.</summary>
    public int MaxFrameBytes { get; set; } = 16 * 1024;

    /// <summary>Writes status and headers.</summary>
    public void WriteHead(int streamId, ResponseHead head, bool endsStream)
    {
        var headers = head.Headers.Entries;
        if (head.Status == StatusCodes.Status200OK && headers.Length == 1
            && string.Equals(headers[0].Key, "content-type", StringComparison.Ordinal) && headers[0].Value is [GrpcContentType])
        {
            WriteKnown(streamId, GrpcHead, _date.Field, endsStream);
            return;
        }

        var date = head.Headers.ContainsKey(DateName) ? default : _date.Field;
        Write(streamId, head.Status, date, headers, endsStream);
    }

    /// <summary>Writes a status alone, which ends the stream.</summary>
    public void WriteStatus(int streamId, int status) => Write(streamId, status, _date.Field, [], endsStream: true);

    /// <summary>Writes trailers, which end the stream.</summary>
    public void WriteTrailers(int streamId, HeaderStore trailers)
    {
        var entries = trailers.Entries;
        if (entries.Length == 1 && string.Equals(entries[0].Key, "grpc-status", StringComparison.Ordinal) && entries[0].Value is ["0"])
        {
            WriteKnown(streamId, GrpcOk, [], endsStream: true);
            return;
        }

        Write(streamId, 0, [], entries, endsStream: true);
    }

    private static byte[] Block(Func<byte[], int> write)
    {
        var block = new byte[64];
        return block[..write(block)];
    }

    private static FrameFlags FlagsOf(bool endsStream, bool endsHeaders) =>
        (endsStream ? FrameFlags.EndStream : FrameFlags.None) | (endsHeaders ? FrameFlags.EndHeaders : FrameFlags.None);

    private static int MostBytes(ReadOnlySpan<KeyValuePair<string, StringValues>> headers)
    {
        var bytes = StatusBytes;
        foreach (var (name, values) in headers)
        {
            for (var at = 0; at < values.Count; at++)
            {
                bytes += HpackEncoder.MaxLiteralBytes(name.Length, values[at]?.Length ?? 0);
            }
        }

        return bytes;
    }

    private static int Encode(int status, ReadOnlySpan<byte> date, ReadOnlySpan<KeyValuePair<string, StringValues>> headers, Span<byte> block)
    {
        var length = 0;
        if (status != 0)
        {
            HpackEncoder.TryWriteStatus(status, block, out length);
        }

        date.CopyTo(block[length..]);
        length += date.Length;
        foreach (var (name, values) in headers)
        {
            if (HeaderSyntax.IsOfHttp1(name))
            {
                continue;
            }

            for (var at = 0; at < values.Count; at++)
            {
                var isWritten = HpackEncoder.TryWriteLiteral(name, values[at], block[length..], out var written);
                Debug.Assert(isWritten, "There is room for every field.");
                length += written;
            }
        }

        return length;
    }

    private void WriteKnown(int streamId, ReadOnlySpan<byte> block, ReadOnlySpan<byte> date, bool endsStream)
    {
        var length = block.Length + date.Length;
        var frame = _output.Reserve(FrameHeader.Bytes + length);
        FrameHeader.Write(frame, length, FrameType.Headers, FlagsOf(endsStream, endsHeaders: true), streamId);
        block.CopyTo(frame[FrameHeader.Bytes..]);
        date.CopyTo(frame[(FrameHeader.Bytes + block.Length)..]);
        _output.Commit(FrameHeader.Bytes + length);
    }

    private void Write(int streamId, int status, ReadOnlySpan<byte> date, ReadOnlySpan<KeyValuePair<string, StringValues>> headers, bool endsStream)
    {
        var block = ArrayPool<byte>.Shared.Rent(MostBytes(headers) + date.Length);
        var rest = block.AsSpan(0, Encode(status, date, headers, block));
        var type = FrameType.Headers;
        do
        {
            var part = rest[..Math.Min(rest.Length, MaxFrameBytes)];
            rest = rest[part.Length..];
            var frame = _output.Reserve(FrameHeader.Bytes + part.Length);
            var flags = FlagsOf(endsStream && type == FrameType.Headers, endsHeaders: rest.IsEmpty);
            FrameHeader.Write(frame, part.Length, type, flags, streamId);
            part.CopyTo(frame[FrameHeader.Bytes..]);
            _output.Commit(FrameHeader.Bytes + part.Length);
            type = FrameType.Continuation;
        }
        while (!rest.IsEmpty);

        // Values may be secrets.
        ArrayPool<byte>.Shared.Return(block, clearArray: true);
    }
}
