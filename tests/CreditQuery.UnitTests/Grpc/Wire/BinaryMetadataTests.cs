using Grpc.Wire;

namespace CreditQuery.UnitTests.Grpc.Wire;

public sealed class BinaryMetadataTests
{
    [Fact]
    public void Decode_OfEncode_IsTheSameAndUnpadded()
    {
        const int Seed = 20260110;
        var random = new Random(Seed);
        for (var length = 0; length < 200; length++)
        {
            var bytes = new byte[length];
            random.NextBytes(bytes);

            var text = BinaryMetadata.Encode(bytes);

            Assert.DoesNotContain('=', text);
            Assert.Equal(bytes, BinaryMetadata.Decode(text));
            Assert.Equal(bytes, BinaryMetadata.Decode(Convert.ToBase64String(bytes)));
        }
    }

    [Theory]
    [InlineData("a")]
    [InlineData("abcde")]
    [InlineData("ab===")]
    [InlineData("a b=")]
    [InlineData("_-8")]
    public void Decode_NotBase64_IsAFormatException(string text) =>
        Assert.Throws<FormatException>(() => BinaryMetadata.Decode(text));

    [Fact]
    public void AddTo_RandomText_FailsByFormatExceptionOnly()
    {
        const int Seed = 20260111;
        var random = new Random(Seed);
        for (var i = 0; i < 50_000; i++)
        {
            var text = new string([.. Enumerable.Range(0, random.Next(16)).Select(_ => "AQgw+/=, -_\t\u00e9"[random.Next(13)])]);

            var failure = Record.Exception(() => BinaryMetadata.AddTo([], "x-bin", text));

            Assert.True(failure is null or FormatException, $"seed {Seed}: {text} {failure}");
        }
    }
}
