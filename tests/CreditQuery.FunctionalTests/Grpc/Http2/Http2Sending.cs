using System.Buffers.Binary;
using CreditQuery.FunctionalTests.Grpc.RawHttp2;

namespace CreditQuery.FunctionalTests.Grpc.Http2;

/// <summary>Short words for what the cases send.</summary>
internal static class Http2Sending
{
    public static byte[] UnaryBlock { get; } = HpackEncoder.Encode(GrpcBytes.RequestHeaders(Probe.UnaryPath));

    public static byte[] DuplexBlock { get; } = HpackEncoder.Encode(GrpcBytes.RequestHeaders(Probe.DuplexPath));

    public static Task FrameAsync(this RawHttp2Client client, Http2FrameType type, Http2Flags flags, int streamId, params byte[] payload) =>
        client.Connection.SendFrameAsync(type, flags, streamId, payload);

    /// <summary>The id of a new stream; nothing is sent.</summary>
    public static int Idle(this RawHttp2Client client) => client.Connection.OpenStream().Id;

    /// <summary>A call whose handler waits for more.</summary>
    public static async Task<int> DuplexAsync(this RawHttp2Client client)
    {
        var id = client.Idle();
        await client.FrameAsync(Http2FrameType.Headers, Http2Flags.EndHeaders, id, DuplexBlock);
        return id;
    }

    /// <summary>A call that has sent all, and whose response is here.</summary>
    public static async Task<int> FinishedAsync(this RawHttp2Client client)
    {
        var stream = await client.OpenAsync(GrpcBytes.RequestHeaders(Probe.UnaryPath));
        await stream.SendDataAsync(Http2Check.Hello, endStream: true);
        await stream.ReadMessageAsync();
        return stream.Id;
    }

    /// <summary>One value of SETTINGS.</summary>
    public static byte[] Setting(Http2SettingId id, uint value)
    {
        var payload = new byte[6];
        BinaryPrimitives.WriteUInt16BigEndian(payload, (ushort)id);
        BinaryPrimitives.WriteUInt32BigEndian(payload.AsSpan(2), value);
        return payload;
    }

    public static byte[] Number(uint value)
    {
        var payload = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(payload, value);
        return payload;
    }
}
