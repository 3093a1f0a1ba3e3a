using CreditQuery.Rules.Subjects;

namespace CreditQuery.UnitTests.Rules.Subjects;

public sealed class NameNormaliserTests
{
    [Theory]
    [InlineData("测试（虚构）有限公司", "测试(虚构)有限公司")]
    [InlineData(" 测 试\u3000有限公司 ", "测试有限公司")]
    [InlineData("ＡＢＣ科技", "abc科技")]
    [InlineData("阿依·古丽", "阿依•古丽")]
    [InlineData("阿依・古丽", "阿依‧古丽")]
    [InlineData("测试【虚构】", "测试〔虚构〕")]
    public void Normalise_VariedWriting_IsEqual(string one, string other) => Assert.Equal(Normal(one), Normal(other));

    [Theory]
    [InlineData("测试有限公司", "测试有限责任公司")]
    [InlineData("测试一公司", "测试二公司")]
    public void Normalise_DifferentNames_Differ(string one, string other) => Assert.NotEqual(Normal(one), Normal(other));

    [Fact]
    public void Normalise_NoName_IsEmpty() => Assert.Equal("", Normal(" \u3000\t"));

    [Fact]
    public void Normalise_VeryLongName_CountsTheFirstPart() => Assert.Equal(NameNormaliser.MaxLength, Normal(new string('测', 1000)).Length);

    private static string Normal(string name)
    {
        Span<char> buffer = stackalloc char[NameNormaliser.MaxLength];
        return buffer[..NameNormaliser.Normalise(name, buffer)].ToString();
    }
}
