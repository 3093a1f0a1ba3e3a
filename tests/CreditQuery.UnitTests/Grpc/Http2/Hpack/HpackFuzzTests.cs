using System.Diagnostics;
using CreditQuery.GrpcHosting.Http2.Hpack;

namespace CreditQuery.UnitTests.Grpc.Http2.Hpack;

/// <summary>Blocks that no client means to send: nothing but <see cref="HpackException"/>, in time and memory that their length bounds.</summary>
public sealed class HpackFuzzTests
{
    private static readonly string[] Seeds =
    [
        "828684410f7777772e6578616d706c652e636f6d",
        "828684418cf1e3c2e5f23a6ba0ab90f4ff",
        "828785bf408825a849e95ba97d7f8925a849e95bb8e8b4bf",
        "88c16196d07abe941054d444a8200595040b8166e084a62d1bffc05a839bd9ab77ad94e7821dd7f2e6c7b335dfdfcd5b3960d5af27087f3672c1ab270fb5291f",
        "04a36096164327b5a5b3d2fdc2bdeb0b2193b2d2d9eb716cee62158bd3949d775b1f42913f86418b089d5c0b8170dc65e0899f837a909acac8b741f7",
        "3fe11f203f25bebf100870617373776f726406736563726574",
    ];

    [Fact]
    public void Decode_ChangedBlocks_FailsByHpackExceptionAlone()
    {
        const int Seed = 20260701;
        var random = new Random(Seed);
        var decoder = new HpackDecoder(4096);
        for (var round = 0; round < 50_000; round++)
        {
            var block = Changed(random, Convert.FromHexString(Seeds[random.Next(Seeds.Length)]));
            var sink = new SizeSink();
            try
            {
                decoder.Decode(block, sink);
            }
            catch (HpackException)
            {
                decoder = new HpackDecoder(4096);
            }
            catch (Exception other)
            {
                Assert.Fail($"seed {Seed}, round {round}, {Convert.ToHexString(block)}: {other}");
            }

            Assert.True(sink.Fields <= block.Length, "A field takes a byte at least.");
        }
    }

    [Fact]
    public void Decode_RandomBytes_FailsByHpackExceptionAlone()
    {
        const int Seed = 20260702;
        var random = new Random(Seed);
        for (var round = 0; round < 50_000; round++)
        {
            var block = new byte[random.Next(64)];
            random.NextBytes(block);

            var failure = Record.Exception(() => new HpackDecoder(4096).Decode(block, new SizeSink()));

            Assert.True(failure is null or HpackException, $"seed {Seed}, round {round}, {Convert.ToHexString(block)}: {failure}");
        }
    }

    [Fact]
    public void Decode_BlockThatNamesABigEntryAgainAndAgain_AllocatesNothingForIt()
    {
        var decoder = new HpackDecoder(4096);
        byte[] big = [0x40, 1, (byte)'x', 0x7F, 0xC1, 0x1E, .. Enumerable.Repeat((byte)'v', 4032)];
        var bomb = Enumerable.Repeat((byte)0xBE, 64 * 1024).ToArray();
        var sink = new SizeSink();
        decoder.Decode(big, sink);

        var allocated = Allocations.Least(() => decoder.Decode(bomb, sink));

        Assert.Equal(0, allocated);
        Assert.Equal(0, sink.Size % (4032 + 33)); // 64 Ki fields of 4 KB each round.
    }

    [Fact]
    public void Decode_SlowestBlocks_TakesTimeInProportionToTheirLength()
    {
        // The longest codes, and entries that evict another each.
        var huffman = new byte[] { 0, 1, (byte)'x', 0xFF, 0x80, 0xFF, 0x03 }.Concat(LongCodes(0xFFFF)).ToArray();
        var evicting = Enumerable.Repeat((byte[])[0x40, 0, 0], 20_000).SelectMany(f => f).ToArray();
        var watch = Stopwatch.StartNew();

        foreach (var block in (byte[][])[huffman, evicting])
        {
            new HpackDecoder(4096).Decode(block, new SizeSink());
        }

        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), $"{watch.Elapsed}");
    }

    private static IEnumerable<byte> LongCodes(int length)
    {
        // The byte 0x0A has the code 0x3ffffffc of thirty bits: fifteen bytes are four of them.
        byte[] four = [0xFF, 0xFF, 0xFF, 0xF3, 0xFF, 0xFF, 0xFF, 0xCF, 0xFF, 0xFF, 0xFF, 0x3F, 0xFF, 0xFF, 0xFC];
        return Enumerable.Range(0, length).Select(i => four[i % four.Length]);
    }

    private static byte[] Changed(Random random, byte[] block)
    {
        for (var changes = random.Next(1, 4); changes > 0; changes--)
        {
            var at = random.Next(block.Length);
            switch (random.Next(5))
            {
                case 0:
                    block[at] = (byte)random.Next(256);
                    break;
                case 1:
                    block[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2 when block.Length > 1:
                    block = block[..at].Concat(block[(at + 1)..]).ToArray();
                    break;
                case 3:
                    block = [.. block[..at], (byte)random.Next(256), .. block[at..]];
                    break;
                default:
                    block = [.. block, .. Convert.FromHexString(Seeds[random.Next(Seeds.Length)])];
                    break;
            }
        }

        return block;
    }

    private sealed class SizeSink : IHeaderSink
    {
        public long Size { get; private set; }

        public int Fields { get; private set; }

        public void OnField(HeaderField field)
        {
            Size += field.Size;
            Fields++;
        }
    }
}
