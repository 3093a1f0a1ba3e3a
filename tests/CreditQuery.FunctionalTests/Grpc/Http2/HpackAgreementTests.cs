using CreditQuery.FunctionalTests.Grpc.RawHttp2;
using Own = CreditQuery.GrpcHosting.Http2.Hpack;

namespace CreditQuery.FunctionalTests.Grpc.Http2;

/// <summary>The server's decoder against that of the tests, which was written apart from it.</summary>
public sealed class HpackAgreementTests
{
    private static readonly string[] Names =
        [":path", ":method", ":authority", "te", "cookie", "content-type", "grpc-timeout", "authorization", "x-a", "x-b-bin", "", "X-Upper", "na\u00efve"];

    [Fact]
    public void Decode_AnyFieldsInAnyRepresentation_GivesThem()
    {
        const int Seed = 20260711;
        var random = new Random(Seed);
        for (var connection = 0; connection < 5; connection++)
        {
            var (writer, own, reference) = (new RandomHpackWriter(random), new Own.HpackDecoder(4096), new HpackDecoder());
            var values = Enumerable.Range(0, 30).Select(_ => Value(random)).ToArray();
            for (var round = 0; round < 50; round++)
            {
                var fields = Enumerable.Range(0, random.Next(12))
                    .Select(_ => new HeaderField(Names[random.Next(Names.Length)], values[random.Next(values.Length)])).ToList();
                var block = writer.Write(fields);

                Assert.Equal(fields, Decode(own, block));
                Assert.True(fields.SequenceEqual(reference.Decode(block)), $"seed {Seed}, connection {connection}, round {round}");
            }
        }
    }

    [Fact]
    public void Decode_DamagedBlock_WhatIsReadAtAllIsWhatTheOtherReads()
    {
        const int Seed = 20260712;
        var random = new Random(Seed);
        var read = 0;
        for (var round = 0; round < 500; round++)
        {
            var fields = Enumerable.Range(0, 1 + random.Next(6)).Select(_ => new HeaderField(Names[random.Next(Names.Length)], Value(random)));
            var block = new RandomHpackWriter(random).Write(fields);
            block[random.Next(block.Length)] ^= (byte)(1 << random.Next(8));
            List<HeaderField> own;
            try
            {
                own = Decode(new Own.HpackDecoder(4096), block);
            }
            catch (Own.HpackException)
            {
                continue;
            }

            read++;
            Assert.True(own.SequenceEqual(new HpackDecoder().Decode(block)), $"seed {Seed}, round {round}: {Convert.ToHexString(block)}");
        }

        Assert.True(read > 50, "Half of all single bits are within values.");
    }

    private static List<HeaderField> Decode(Own.HpackDecoder decoder, byte[] block)
    {
        var sink = new Sink();
        decoder.Decode(block, sink);
        return sink.Fields;
    }

    private static string Value(Random random)
    {
        // Short ones often, so that they repeat; long ones go through rented buffers.
        var length = random.Next(3) == 0 ? random.Next(900) : random.Next(20);
        var last = random.Next(2) == 0 ? 0x7E : 0x100;
        return string.Create(length, (random, last), static (text, state) =>
        {
            foreach (ref var character in text)
            {
                character = (char)state.random.Next(state.last == 0x100 ? 0 : 0x20, state.last);
            }
        });
    }

    private sealed class Sink : Own.IHeaderSink
    {
        public List<HeaderField> Fields { get; } = [];

        public void OnField(Own.HeaderField field) => Fields.Add(new HeaderField(field.Name, field.Value));
    }
}
