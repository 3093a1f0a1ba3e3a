using CreditQuery.GrpcHosting.Http2.Hpack;

namespace CreditQuery.UnitTests.Grpc.Http2.Hpack;

/// <summary>What a call costs after the first of its kind on a connection.</summary>
public sealed class HpackAllocationTests
{
    /// <summary>The first and a later request of nghttp2: path and content-length as literals, all else indexed.</summary>
    private const string NgHttp2First =
        "04a36096164327b5a5b3d2fdc2bdeb0b2193b2d2d9eb716cee62158bd3949d775b1f42913f86418b089d5c0b8170dc65e0899f837a909acac8b741f71a"
        + "d51529f4c057700b835f8b1d75d0620d263d4c4d656440027465864d833505b11f408e9acac8b0c842d6958b510f21aa9b839bd9ab0f0d023230";

    private const string NgHttp2Later =
        "04a36096164327b5a5b3d2fdc2bdeb0b2193b2d2d9eb716cee62158bd3949d775b1f42913f86c283c1c0bfbe0f0d023230";

    [Fact]
    public void Decode_RequestOfNgHttp2_AllocatesNothing()
    {
        var decoder = new HpackDecoder(4096);
        var first = FieldList.Text(decoder, NgHttp2First);

        Assert.Equal(
            ":path: /creditquery.v1.CreditQueryService/CheckSubject|:scheme: http|:authority: 127.0.0.1:38123|:method: POST"
            + "|user-agent: grpc-java-netty/1.60.0|content-type: application/grpc|te: trailers|grpc-accept-encoding: gzip|content-length: 20",
            first);
        Assert.Equal(first.Split('|').Order(), FieldList.Text(decoder, NgHttp2Later).Split('|').Order());
        AssertAllocatesNothing(decoder, Convert.FromHexString(NgHttp2Later));
    }

    [Fact]
    public void Decode_RequestOfLiteralsAlone_AllocatesNothing()
    {
        // As clients of .NET send it: nothing indexed but what the static table has.
        var block = new byte[1000];
        var length = 0;
        Add(HpackEncoder.TryWriteIndexed(3, block, out var written), written);
        Add(HpackEncoder.TryWriteIndexed(6, block.AsSpan(length), out written), written);
        Add(HpackEncoder.TryWriteLiteral(1, "127.0.0.1:5080", block.AsSpan(length), out written), written);
        Add(HpackEncoder.TryWriteLiteral(4, "/creditquery.v1.CreditQueryService/CheckSubject", block.AsSpan(length), out written), written);
        Add(HpackEncoder.TryWriteLiteral(58, "grpc-dotnet/2.71.0 (.NET 10.0.0; CLR 10.0.0)", block.AsSpan(length), out written), written);
        Add(HpackEncoder.TryWriteLiteral("te", "trailers", block.AsSpan(length), out written), written);
        Add(HpackEncoder.TryWriteLiteral("grpc-accept-encoding", "identity,gzip,deflate", block.AsSpan(length), out written), written);
        Add(HpackEncoder.TryWriteLiteral("grpc-timeout", "5S", block.AsSpan(length), out written), written);
        Add(HpackEncoder.TryWriteLiteral(31, "application/grpc", block.AsSpan(length), out written), written);

        AssertAllocatesNothing(new HpackDecoder(4096), block[..length]);

        void Add(bool fits, int bytes)
        {
            Assert.True(fits);
            length += bytes;
        }
    }

    private static void AssertAllocatesNothing(HpackDecoder decoder, byte[] block)
    {
        var sink = new CountingSink();
        decoder.Decode(block, sink);

        var allocated = Allocations.Least(() =>
        {
            for (var call = 0; call < 100; call++)
            {
                decoder.Decode(block, sink);
            }
        });

        Assert.Equal(0, allocated);
        Assert.True(sink.Fields > 0);
    }

    private sealed class CountingSink : IHeaderSink
    {
        public int Fields { get; private set; }

        public void OnField(HeaderField field) => Fields++;
    }
}
