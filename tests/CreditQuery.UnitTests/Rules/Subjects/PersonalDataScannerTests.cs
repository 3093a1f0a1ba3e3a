using CreditQuery.Cli.Sample;
using CreditQuery.Rules.Subjects;
using FsCheck;
using FsCheck.Fluent;

namespace CreditQuery.UnitTests.Rules.Subjects;

public sealed class PersonalDataScannerTests
{
    [Theory]
    [InlineData("身份证号999999200001010011，未履行", "身份证号******************，未履行")]
    [InlineData("99999919900101640x", "******************")]
    [InlineData("ID99999919900101640X;", "ID******************;")]
    [InlineData("999999 20000101 0011", "****** ******** ****")]
    [InlineData("999999-2000-0101-0011", "******-****-****-****")]
    [InlineData("旧号999999900101640。", "旧号***************。")]
    [InlineData("999999 900101 640", "****** ****** ***")]
    [InlineData("No 7 999999200001010011", "No 7 ******************")]
    public void Mask_PersonalNumber_IsStarred(string text, string expected)
    {
        Assert.Equal(expected, PersonalDataScanner.Mask(text, out var masked));
        Assert.Equal(1, masked);
    }

    [Theory]
    [InlineData("91999999MA00TE5T2F")]
    [InlineData("919999993740681220")]
    [InlineData("9199999920402221X4")]
    [InlineData("52999999MJ000000XY")]
    [InlineData("（2026）测0101执1234号")]
    [InlineData("999999200001010012")]
    [InlineData("999999200102290040")]
    [InlineData("2024-01-05 1051231")]
    [InlineData("9999990513010011")]
    [InlineData("A999999900101640")]
    [InlineData("")]
    [InlineData("UTO:L898902C3 is left, see the remarks")]
    public void Mask_NothingPersonal_IsTheSameString(string text)
    {
        Assert.Same(text, PersonalDataScanner.Mask(text, out var masked));
        Assert.Equal(0, masked);
    }

    [Fact]
    public void Mask_FullWidth_IsStarred()
    {
        var text = "号" + IdentifierTraps.FullWidth("99999919900101640x") + "号";

        Assert.Equal("号******************号", PersonalDataScanner.Mask(text, out _));
    }

    [Fact]
    public void Mask_SeveralNumbers_CountsEach()
    {
        var text = "999999200001010011999999200002290035、99999919900101640X 和 999999900101640";

        Assert.Equal(new string('*', 36) + "、" + new string('*', 18) + " 和 " + new string('*', 15), PersonalDataScanner.Mask(text, out var masked));
        Assert.Equal(4, masked);
    }

    [Fact]
    public void Mask_AnySampleNumberAnywhere_LeavesNoDigitOfIt()
    {
        var cases = from number in Gen.Choose(0, SampleIdentifiers.MaxPersons - 1)
                    from before in Gen.Elements("", "证", "a", "A1 号", "，", "\n", "-", "  ")
                    from after in Gen.Elements("", "证", "b", "。", " ", "-", "\r\n1")
                    select (number, before, after);
        Prop.ForAll(cases.ToArbitrary(), c =>
        {
            var id = SampleIdentifiers.CitizenId(c.number);
            var masked = PersonalDataScanner.Mask(c.before + id + c.after, out var count);
            return count == 1 && !masked.Contains(id[..6], StringComparison.Ordinal);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Mask_AnySampleUnifiedCode_IsLeftUnlessItIsACitizenNumberToo()
    {
        Prop.ForAll(Gen.Choose(0, SampleIdentifiers.MaxUnits - 1).ToArbitrary(), number =>
        {
            var code = SampleIdentifiers.Uscc(number);
            return ReferenceEquals(PersonalDataScanner.Mask(code, out _), code);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Mask_LongDigits_TakesLinearSteps()
    {
        var text = new string('7', 2_000_000) + " " + string.Concat(Enumerable.Repeat("1 - ", 500_000));

        Assert.Same(text, PersonalDataScanner.Mask(text, out _));
    }
}
