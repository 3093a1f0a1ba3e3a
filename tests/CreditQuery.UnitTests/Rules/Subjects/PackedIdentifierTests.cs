using System.Runtime.CompilerServices;
using CreditQuery.Rules.Subjects;
using FsCheck;
using FsCheck.Fluent;

namespace CreditQuery.UnitTests.Rules.Subjects;

public sealed class PackedIdentifierTests
{
    private const string Signs = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

    [Fact]
    public void Size_IsOneBlock() => Assert.Equal(SubjectKey.Size, Unsafe.SizeOf<PackedIdentifier>());

    [Fact]
    public void TryUnpack_AnyPackedText_IsTheText()
    {
        var texts = from type in Gen.Choose(1, 12)
                    from length in Gen.Choose(1, PackedIdentifier.MaxLength)
                    from characters in Gen.Elements(Signs.ToCharArray()).ArrayOf(length)
                    select ((IdentifierType)type, new string(characters));
        Prop.ForAll(texts.ToArbitrary(), t =>
        {
            var buffer = new char[PackedIdentifier.MaxLength];
            return PackedIdentifier.TryPack(t.Item1, t.Item2, out var packed)
                && packed.TryUnpack(buffer, out var length)
                && packed.Type == t.Item1
                && new string(buffer, 0, length) == t.Item2;
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("")]
    [InlineData("00000000000000000000000")]
    [InlineData("AB-1")]
    [InlineData("abc")]
    [InlineData("0123456789A:")]
    public void TryPack_NotOfTheAlphabetOrTooLong_IsFalse(string text)
    {
        Assert.False(PackedIdentifier.TryPack(IdentifierType.Other, text, out var packed));
        Assert.Equal(default, packed);
    }

    [Fact]
    public void TryPack_DifferentTypes_DifferInTheFirstByte()
    {
        PackedIdentifier.TryPack(IdentifierType.Uscc, "1", out var one);
        PackedIdentifier.TryPack(IdentifierType.OrgCode, "1", out var two);

        Assert.Equal(1, one.Tag);
        Assert.Equal(2, two.Tag);
        Assert.Equal(one.Low >> 8, two.Low >> 8);
    }

    [Fact]
    public void TryUnpack_BlockOfAnotherKey_IsFalse()
    {
        var buffer = new char[PackedIdentifier.MaxLength];
        PackedIdentifier.TryPack(IdentifierType.Uscc, "91999999MA00TE5T2F", out var packed);

        Assert.False(default(PackedIdentifier).TryUnpack(buffer, out _));
        Assert.False((packed with { High = packed.High | (1UL << 60) }).TryUnpack(buffer, out _));
        Assert.False((packed with { Low = (packed.Low & ~0xFFUL) | 0x0D }).TryUnpack(buffer, out _));
        Assert.False((packed with { Low = packed.Low & 0xFF, High = packed.High & ~3UL }).TryUnpack(buffer, out _));
    }

    [Fact]
    public void FromHash_KeepsTypeAndHash()
    {
        var buffer = new char[PackedIdentifier.MaxLength];
        var hash = Enumerable.Range(1, 16).Select(i => (byte)i).ToArray();

        var block = PackedIdentifier.FromHash(IdentifierType.Plate, hash);

        Assert.True(block.IsHash);
        Assert.Equal(IdentifierType.Plate, block.Type);
        Assert.Equal(0x0F0E0D0C0B0A0908UL, block.High);
        Assert.False(block.TryUnpack(buffer, out _));
    }

    [Fact]
    public void ToString_OfReading_SaysTheTypeOnly()
    {
        var reading = IdentifierTraps.One(IdentifierType.CitizenId, "999999200001010011");

        Assert.Equal("CitizenId", $"{reading}");
        Assert.Equal("CitizenId", $"{reading.Packed}");
    }
}
