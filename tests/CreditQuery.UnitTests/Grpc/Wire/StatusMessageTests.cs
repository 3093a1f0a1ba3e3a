using Grpc.Wire;

namespace CreditQuery.UnitTests.Grpc.Wire;

public sealed class StatusMessageTests
{
    [Theory]
    [InlineData("plain text", "plain text")]
    [InlineData("50%", "50%25")]
    [InlineData("\u0001~\u007F", "%01~%7F")]
    [InlineData("\u263a", "%E2%98%BA")]
    public void Encode_OutsideThePlainRange_IsPercentUtf8(string text, string expected) =>
        Assert.Equal(expected, StatusMessage.Encode(text));

    [Fact]
    public void Encode_LoneSurrogate_IsTheReplacementCharacter() => Assert.Equal("%EF%BF%BDx", StatusMessage.Encode("\uD800x"));

    [Theory]
    [InlineData("a%", "a%")]
    [InlineData("a%4", "a%4")]
    [InlineData("%zz", "%zz")]
    [InlineData("%e2%98%ba", "\u263a")]
    [InlineData("%ff%fe", "\uFFFD\uFFFD")]
    [InlineData("caf\u00e9", "caf\u00e9")]
    public void Decode_AnyEscape_NeverFails(string value, string expected) => Assert.Equal(expected, StatusMessage.Decode(value));

    [Fact]
    public void Decode_RandomText_NeverThrowsAndUndoesEncode()
    {
        const int Seed = 20260109;
        var random = new Random(Seed);
        for (var i = 0; i < 20_000; i++)
        {
            var text = new string([.. Enumerable.Range(0, random.Next(20)).Select(_ => random.Next(3) == 0 ? '%' : (char)random.Next(0x20, 0xD800))]);

            StatusMessage.Decode(text);
            Assert.Equal(text, StatusMessage.Decode(StatusMessage.Encode(text)));
        }
    }
}
