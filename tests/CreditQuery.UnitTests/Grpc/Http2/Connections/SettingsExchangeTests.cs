using System.Buffers.Binary;
using CreditQuery.GrpcHosting.Http2;

namespace CreditQuery.UnitTests.Grpc.Http2.Connections;

/// <summary>Settings of a peer.</summary>
public sealed class SettingsExchangeTests
{
    [Fact]
    public void Take_ThousandsOfWindowsInOneFrame_VisitsTheStreamsOnce()
    {
        // Each visit makes a copy of the list of streams, four kilobytes here; sixteen kilobytes of settings would cost ten megabytes and more.
        const int Settings = 2700;
        var unserved = new UnservedConnection();
        var streams = Enumerable.Range(0, 500).Select(n => unserved.Open(1 + (2 * n), window: 65_535)).ToArray();
        var payload = new byte[6 * Settings];
        for (var at = 0; at < payload.Length; at += 6)
        {
            BinaryPrimitives.WriteUInt16BigEndian(payload.AsSpan(at), (ushort)SettingId.InitialWindowSize);
            BinaryPrimitives.WriteInt32BigEndian(payload.AsSpan(at + 2), 1 + (at / 6));
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        new SettingsExchange(unserved.Connection).Take(new FrameHeader(payload.Length, FrameType.Settings, FrameFlags.None, 0), payload);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.InRange(allocated, 0, 100_000);
        Assert.All(streams, static stream => Assert.Equal(Settings, stream.Send.Window));
        Assert.Equal(Settings, unserved.Connection.Scheduler.InitialStreamWindow);
    }
}
