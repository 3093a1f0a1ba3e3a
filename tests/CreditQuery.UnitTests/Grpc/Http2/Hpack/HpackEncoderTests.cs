using CreditQuery.GrpcHosting.Http2.Hpack;

namespace CreditQuery.UnitTests.Grpc.Http2.Hpack;

public sealed class HpackEncoderTests
{
    private delegate bool Write(Span<byte> destination, out int written);

    [Theory]
    [InlineData(200, "88")]
    [InlineData(204, "89")]
    [InlineData(206, "8a")]
    [InlineData(304, "8b")]
    [InlineData(400, "8c")]
    [InlineData(404, "8d")]
    [InlineData(500, "8e")]
    [InlineData(415, "0803343135")]
    public void TryWriteStatus_AnyStatus_IsRead(int status, string hex)
    {
        var block = Whole((room, out written) => HpackEncoder.TryWriteStatus(status, room, out written));

        Assert.Equal(hex, Convert.ToHexStringLower(block));
        Assert.Equal($":status: {status}", FieldList.Text(new HpackDecoder(4096), hex));
    }

    [Theory]
    [InlineData(31, "application/grpc")]
    [InlineData(4, "")]
    [InlineData(28, "\u00e9\t\u00ff")]
    public void TryWriteLiteral_NameOfTheTable_IsRead(int index, string value)
    {
        var block = Whole((room, out written) => HpackEncoder.TryWriteLiteral(index, value, room, out written));

        var field = FieldList.Decode(new HpackDecoder(4096), block)[0];

        Assert.Equal((StaticTable.Field(index).Name, value), (field.Name, field.Value));
    }

    [Theory]
    [InlineData("grpc-status", "0", "0")]
    [InlineData("Grpc-Status", "0", "0")]
    [InlineData("x", "", "")]
    [InlineData("x", "\u20ac\uff0d", "??")]
    [InlineData("x", " a ", " a ")]
    public void TryWriteLiteral_NameInFull_IsReadInLowerCase(string name, string value, string expected)
    {
        var block = Whole((room, out written) => HpackEncoder.TryWriteLiteral(name, value, room, out written));

        var field = FieldList.Decode(new HpackDecoder(4096), block)[0];

        Assert.Equal((name.ToLowerInvariant(), expected), (field.Name, field.Value));
    }

    [Fact]
    public void TryWriteLiteral_AnyLength_FitsInItsBound()
    {
        foreach (var length in (int[])[0, 1, 126, 127, 128, 254, 255, 16_510, 16_511, 3_000_000])
        {
            var name = new string('n', length + 1);
            var value = new string('v', length);
            var room = new byte[HpackEncoder.MaxLiteralBytes(name.Length, value.Length)];

            Assert.True(HpackEncoder.TryWriteLiteral(name, value, room, out var written));

            var field = FieldList.Decode(new HpackDecoder(4096), room.AsSpan(0, written))[0];
            Assert.Equal((name, value), (field.Name, field.Value));
        }
    }

    [Theory]
    [InlineData("a\r")]
    [InlineData("a\nb")]
    [InlineData("\0")]
    [InlineData("\u007f")]
    [InlineData("\u001b[0m")]
    public void TryWriteLiteral_ControlCharacter_Throws(string value)
    {
        var room = new byte[100];

        Assert.Throws<InvalidOperationException>(() => HpackEncoder.TryWriteLiteral("x", value, room, out _));
        Assert.Throws<InvalidOperationException>(() => HpackEncoder.TryWriteLiteral(31, value, room, out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a:")]
    [InlineData("a\n")]
    [InlineData("\u00e9")]
    [InlineData("\u212a")] // The Kelvin sign, which is a k in lower case.
    public void TryWriteLiteral_BadName_Throws(string name) =>
        Assert.Throws<InvalidOperationException>(() => HpackEncoder.TryWriteLiteral(name, "v", new byte[100], out _));

    /// <summary>Writes with all room there is, and sees that less room gives false and nothing else.</summary>
    private static byte[] Whole(Write write)
    {
        var room = new byte[200];
        Assert.True(write(room, out var length));
        for (var less = 0; less < length; less++)
        {
            Assert.False(write(room.AsSpan(0, less), out var written));
            Assert.Equal(0, written);
        }

        Assert.True(write(room.AsSpan(0, length), out _));
        return room[..length];
    }
}
