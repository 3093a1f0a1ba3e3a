using System.Runtime.Intrinsics;
using CreditQuery.Index;
using CreditQuery.Index.Keys;
using CreditQuery.Rules.Subjects;

namespace CreditQuery.UnitTests.Index;

public sealed class SubjectKeyCipherTests
{
    private static readonly RegistryKey Key = RegistryKey.FromBytes(Enumerable.Range(1, 32).Select(i => (byte)i).ToArray());

    // FIPS 197, appendix B and C.1.
    [Theory]
    [InlineData("2b7e151628aed2a6abf7158809cf4f3c", "3243f6a8885a308d313198a2e0370734", "3925841d02dc09fbdc118597196a0b32")]
    [InlineData("000102030405060708090a0b0c0d0e0f", "00112233445566778899aabbccddeeff", "69c4e0d86a7b0430d8cdb78070b4c55a")]
    public void Encrypt_VectorsOfTheStandard_AsPublished(string key, string plain, string sealedBlock)
    {
        var aes = new AesBlock(Convert.FromHexString(key));
        var block = Vector128.Create<byte>(Convert.FromHexString(plain));
        var expected = Vector128.Create<byte>(Convert.FromHexString(sealedBlock));

        Assert.Equal(expected, aes.Encrypt(block));
        Assert.Equal(expected, aes.EncryptReference(block));
        Assert.Equal(block, aes.Decrypt(expected));
        Assert.Equal(block, aes.DecryptReference(expected));
    }

    [Fact]
    public void Encrypt_RandomKeysAndBlocks_InstructionsAgreeWithReference()
    {
        var random = new Random(7);
        var bytes = new byte[16];
        for (var i = 0; i < 500; i++)
        {
            random.NextBytes(bytes);
            var aes = new AesBlock(bytes);
            random.NextBytes(bytes);
            var block = Vector128.Create<byte>(bytes);

            var encrypted = aes.Encrypt(block);

            Assert.Equal(aes.EncryptReference(block), encrypted);
            Assert.Equal(block, aes.Decrypt(encrypted));
        }
    }

    // Reference vectors of SipHash-2-4: key 00..0f, input 00, 00 01, 00 01 02…
    [Theory]
    [InlineData(0, 0x726fdb47dd0e0e31UL)]
    [InlineData(1, 0x74f839c593dc67fdUL)]
    [InlineData(8, 0x93f5f5799a932462UL)]
    [InlineData(15, 0xa129ca6149be45e5UL)]
    public void SipHash_VectorsOfTheReference_AsPublished(int length, ulong expected)
    {
        var hash = new SipHash(Enumerable.Range(0, 16).Select(i => (byte)i).ToArray());

        Assert.Equal(expected, hash.Of(Enumerable.Range(0, length).Select(i => (byte)i).ToArray()));
    }

    [Fact]
    public void Unseal_SealedIdentifier_GivesItBack()
    {
        var cipher = new SubjectKeyCipher(Key);
        Assert.True(PackedIdentifier.TryPack(IdentifierType.Uscc, SampleSubjects.Uscc(5), out var packed));

        Assert.Equal(packed, cipher.Unseal(cipher.Seal(packed)));
    }

    [Fact]
    public void Seal_OtherKey_OtherSubjectKey()
    {
        Assert.True(PackedIdentifier.TryPack(IdentifierType.Uscc, SampleSubjects.Uscc(5), out var packed));

        Assert.NotEqual(new SubjectKeyCipher(Key).Seal(packed), new SubjectKeyCipher(RegistryKey.Generate()).Seal(packed));
    }

    [Fact]
    public void Seal_IdentifierThatNeedsAHash_HashedUnderItsType()
    {
        var cipher = new SubjectKeyCipher(Key);
        const string Value = "编号-这是一个不由字母和数字组成的标识";
        IdentifierParser.Parse(IdentifierType.Other, Value, out var readings);

        var unsealed = cipher.Unseal(cipher.Seal(readings[0], Value));

        Assert.True(readings[0].NeedsHash);
        Assert.True(unsealed.IsHash);
        Assert.Equal(IdentifierType.Other, unsealed.Type);
    }

    [Fact]
    public void SealName_WidthAndSpaces_SameHash()
    {
        var cipher = new SubjectKeyCipher(Key);

        Assert.Equal(cipher.SealName("某某(集团)有限公司"), cipher.SealName(" 某某（集团）有限 公司"));
        Assert.NotEqual(cipher.SealName("某某有限公司"), cipher.SealName("某某某有限公司"));
        Assert.Equal(0UL, cipher.SealName(""));
    }
}
