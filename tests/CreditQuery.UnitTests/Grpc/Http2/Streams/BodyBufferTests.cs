using System.Runtime.InteropServices;
using CreditQuery.GrpcHosting.Http2;

namespace CreditQuery.UnitTests.Grpc.Http2.Streams;

/// <summary>What came of a body and was not consumed.</summary>
public sealed class BodyBufferTests
{
    [Fact]
    public void Consume_AllOfMuch_KeepsNothingThatIsPooled()
    {
        var buffer = new BodyBuffer();
        buffer.Append([1]);
        var own = ArrayOf(buffer);
        buffer.Append(new byte[50_000]);

        buffer.Consume(50_001);
        buffer.Append([2]);

        Assert.Same(own, ArrayOf(buffer));
        Assert.Equal(1, buffer.Read().Length);
    }

    private static byte[]? ArrayOf(BodyBuffer buffer) => MemoryMarshal.TryGetArray(buffer.Read().First, out var array) ? array.Array : null;
}
