using CreditQuery.GrpcHosting.Http2;

namespace CreditQuery.UnitTests.Grpc.Http2.Streams;

/// <summary>What waits to be sent, written by one thread and made into frames by another.</summary>
public sealed class SendBufferTests
{
    [Fact]
    public async Task Take_WhileTheApplicationWrites_GivesAllBytesInOrder()
    {
        // Frames are made on one thread while another writes on: segments follow each other all the time.
        const int Total = 20_000_000;
        var (buffer, gate) = (new SendBuffer(), new Lock());
        using var stop = new CancellationTokenSource();
        var writing = Task.Run(() => Write(buffer, gate, Total, stop.Token), TestContext.Current.CancellationToken);
        var taken = 0;
        var random = new Random(20260801);
        var frame = new byte[9000];
        try
        {
            while (taken < Total)
            {
                lock (gate)
                {
                    var bytes = Math.Min(buffer.Pending, random.Next(1, frame.Length));
                    if (bytes > 0)
                    {
                        buffer.Take(frame.AsSpan(0, bytes));
                        AssertGoesOn(frame.AsSpan(0, bytes), taken);
                        taken += bytes;
                    }
                }
            }
        }
        finally
        {
            await stop.CancelAsync();
        }

        await writing;
        Assert.Equal(0, buffer.Pending);
    }

    [Fact]
    public void Clear_WithBytesLeft_LeavesNothingToTheNextResponse()
    {
        var buffer = new SendBuffer();
        for (var round = 0; round < 3; round++)
        {
            buffer.GetSpan(5000)[..5000].Fill(1);
            buffer.Advance(5000);
            buffer.Commit();
            buffer.Take(new byte[10]);
            buffer.Clear();
            buffer.GetSpan(1)[0] = 2;
            buffer.Advance(1);
            buffer.Commit();

            Assert.Equal(1, buffer.Pending);
            var one = new byte[1];
            buffer.Take(one);
            Assert.Equal(2, one[0]);
        }
    }

    [Fact]
    public void GetMemory_AfterSomethingLargeAndThenLittle_IsTheStreamsOwn()
    {
        var buffer = new SendBuffer();
        var own = buffer.GetMemory(1).Length;
        foreach (var bytes in (int[])[60_000, 10, 10])
        {
            buffer.GetMemory(bytes);
            buffer.Advance(bytes);
            buffer.Commit();
            buffer.Take(new byte[bytes]);
        }

        Assert.Equal(own, buffer.GetMemory(1).Length);
    }

    private static void Write(SendBuffer buffer, Lock gate, int total, CancellationToken cancellationToken)
    {
        var random = new Random(20260802);
        for (var written = 0; written < total && !cancellationToken.IsCancellationRequested;)
        {
            var bytes = Math.Min(total - written, random.Next(1, 3000));
            var room = buffer.GetSpan(bytes);
            for (var at = 0; at < bytes; at++)
            {
                room[at] = (byte)(written + at);
            }

            buffer.Advance(bytes);
            written += bytes;
            lock (gate)
            {
                buffer.Commit();
            }
        }
    }

    private static void AssertGoesOn(ReadOnlySpan<byte> bytes, int from)
    {
        for (var at = 0; at < bytes.Length; at++)
        {
            if (bytes[at] != (byte)(from + at))
            {
                Assert.Fail($"Byte {from + at} is {bytes[at]}.");
            }
        }
    }
}
