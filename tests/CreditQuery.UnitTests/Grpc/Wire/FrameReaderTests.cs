using Grpc.Client;
using Grpc.Core;
using Grpc.Net.Compression;
using Grpc.Wire;

namespace CreditQuery.UnitTests.Grpc.Wire;

public sealed class FrameReaderTests
{
    [Fact]
    public async Task ReadAsync_AnySplit_FindsTheSameMessages()
    {
        const int Seed = 20260112;
        var random = new Random(Seed);
        for (var round = 0; round < 200; round++)
        {
            var messages = Enumerable.Range(0, random.Next(1, 6)).Select(_ => Bytes(random, random.Next(0, 9000))).ToArray();
            using var stream = new SplitStream([.. messages.SelectMany(Frame)], random);
            using var reader = Reader(stream, 10_000, null, MessageCompression.Defaults);

            foreach (var message in messages)
            {
                Assert.True(await reader.ReadAsync(TestContext.Current.CancellationToken), $"seed {Seed}, round {round}");
                Assert.Equal(message, System.Buffers.BuffersExtensions.ToArray(reader.Take()));
            }

            Assert.False(await reader.ReadAsync(TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task ReadAsync_RandomBytes_FailsByStatusOrTruncationOnly()
    {
        const int Seed = 20260113;
        var random = new Random(Seed);
        for (var round = 0; round < 2000; round++)
        {
            var bytes = Bytes(random, random.Next(0, 64));
            if (bytes.Length > 4)
            {
                bytes[0] = (byte)random.Next(3);
                bytes.AsSpan(1, 3).Clear();
            }

            using var stream = new SplitStream(bytes, random);
            using var reader = Reader(stream, 10_000, random.Next(2) == 0 ? "gzip" : "deflate", MessageCompression.Defaults);

            var failure = await Record.ExceptionAsync(async () =>
            {
                while (await reader.ReadAsync(default))
                {
                    reader.Take();
                }
            });

            Assert.True(failure is null or RpcException or InvalidDataException, $"seed {Seed}, round {round}: {failure}");
        }
    }

    private static FrameReader Reader(Stream body, int? maxBytes, string? encoding, ICompressionProvider[] codings)
    {
        var reader = new FrameReader();
        reader.Attach(body, maxBytes, encoding, codings);
        return reader;
    }

    private static IEnumerable<byte> Frame(byte[] message) => [0, .. BitConverter.GetBytes(message.Length).Reverse(), .. message];

    private static byte[] Bytes(Random random, int length)
    {
        var bytes = new byte[length];
        random.NextBytes(bytes);
        return bytes;
    }

    private sealed class SplitStream(byte[] bytes, Random random) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, random.Next(1, 3000))], cancellationToken);
    }
}
