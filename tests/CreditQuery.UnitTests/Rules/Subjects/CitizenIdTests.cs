using CreditQuery.Cli.Sample;
using CreditQuery.Rules.Periods;
using CreditQuery.Rules.Subjects;
using FsCheck;
using FsCheck.Fluent;

namespace CreditQuery.UnitTests.Rules.Subjects;

public sealed class CitizenIdTests
{
    [Theory]
    [InlineData("999999200001010011")]
    [InlineData("999999200002290035")]
    [InlineData("99999919900101640X")]
    public void Parse_TestVector_HasNoFinding(string number)
    {
        var reading = IdentifierTraps.One(IdentifierType.CitizenId, number);

        Assert.Equal(IdentifierFindings.None, reading.Findings);
        Assert.Equal(number, IdentifierTraps.Text(reading));
    }

    [Fact]
    public void Parse_LowerCaseX_IsNormalised()
    {
        var reading = IdentifierTraps.One(IdentifierType.CitizenId, "99999919900101640x");

        Assert.Equal("99999919900101640X", IdentifierTraps.Text(reading));
        Assert.Equal(IdentifierFindings.Normalised, reading.Findings);
    }

    [Theory]
    [InlineData(IdentifierType.CitizenId)]
    [InlineData(IdentifierType.Unspecified)]
    public void Parse_29FebruaryOfCommonYear_IsInvalid(IdentifierType type) =>
        IdentifierTraps.Invalid(IdentifierFindings.ImpossibleDate, type, "999999200102290040");

    [Theory]
    [InlineData("99999919901301640X", IdentifierFindings.ImpossibleDate)]
    [InlineData("999999000001010011", IdentifierFindings.ImpossibleDate)]
    [InlineData("99999920000101001", IdentifierFindings.BadLength)]
    [InlineData("99999X200001010011", IdentifierFindings.BadCharacter)]
    [InlineData("99999920000101001A", IdentifierFindings.BadCharacter)]
    [InlineData("9999990002291", IdentifierFindings.BadLength)]
    [InlineData("999999010229001", IdentifierFindings.ImpossibleDate)]
    public void Parse_BadForm_IsInvalid(string number, IdentifierFindings expected) =>
        IdentifierTraps.Invalid(expected, IdentifierType.CitizenId, number);

    [Fact]
    public void Parse_BadCheckCharacter_KeepsReadingWithFinding() =>
        Assert.Equal(IdentifierFindings.BadCheckCharacter, IdentifierTraps.One(IdentifierType.CitizenId, "999999200001010012").Findings);

    [Fact]
    public void Parse_LetterOForZero_IsCorrectedWhenTheCheckFits()
    {
        var reading = IdentifierTraps.One(IdentifierType.CitizenId, "999999200OO1010011");

        Assert.Equal("999999200001010011", IdentifierTraps.Text(reading));
        Assert.Equal(IdentifierFindings.Normalised, reading.Findings);
    }

    [Fact]
    public void Parse_15Digits_AreExtendedByRule()
    {
        var reading = IdentifierTraps.One(IdentifierType.CitizenId, "999999900101640");

        Assert.Equal("99999919900101640X", IdentifierTraps.Text(reading));
        Assert.Equal(IdentifierFindings.Extended15To18, reading.Findings);
    }

    [Theory]
    [InlineData("81000019900101017", IdentifierType.HmtPermit)]
    [InlineData("82000019900101017", IdentifierType.HmtPermit)]
    [InlineData("83000019900101017", IdentifierType.HmtPermit)]
    [InlineData("91184019900101017", IdentifierType.ForeignPrId)]
    public void Parse_PermitInCitizenForm_HasOneKeyForEveryType(string body, IdentifierType type)
    {
        var number = body + CheckCharacters.CitizenId(body);

        var named = IdentifierTraps.One(type, number);

        Assert.Equal(IdentifierType.CitizenId, named.Type);
        Assert.Equal(IdentifierTraps.One(IdentifierType.CitizenId, number), named);
        Assert.Equal(IdentifierTraps.One(IdentifierType.Unspecified, number), named);
        Assert.Equal(IdentifierTraps.One(IdentifierType.TaxNo, number), named);
    }

    [Fact]
    public void Parse_CitizenNumberNamedPermit_IsInvalid()
    {
        IdentifierTraps.Invalid(IdentifierFindings.BadCharacter, IdentifierType.HmtPermit, "999999200001010011");
        IdentifierTraps.Invalid(IdentifierFindings.BadCharacter, IdentifierType.ForeignPrId, "810000199001010170");
    }

    [Fact]
    public void Parse_AnySingleDigitChanged_FailsTheCheckOrTheDate()
    {
        var cases = from number in Gen.Choose(0, SampleIdentifiers.MaxPersons - 1)
                    from place in Gen.Choose(0, 16)
                    from shift in Gen.Choose(1, 9)
                    select (number, place, shift);
        Prop.ForAll(cases.ToArbitrary(), c =>
        {
            var id = SampleIdentifiers.CitizenId(c.number).ToCharArray();
            var valid = IdentifierTraps.Findings(IdentifierType.CitizenId, new string(id)) == IdentifierFindings.None;
            id[c.place] = (char)('0' + ((id[c.place] - '0' + c.shift) % 10));
            return valid && IdentifierTraps.Findings(IdentifierType.CitizenId, new string(id)).HasFlag(IdentifierFindings.BadCheckCharacter);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Parse_Any15DigitsOfSample_GiveTheLongNumber()
    {
        Prop.ForAll(Gen.Choose(0, 10_000_000).ToArbitrary(), number =>
        {
            var old = SampleIdentifiers.OldCitizenId(number);
            var text = IdentifierTraps.Text(IdentifierTraps.One(IdentifierType.CitizenId, old));
            return text.Remove(17).Remove(6, 2) == old && text[17] == CheckCharacters.CitizenId(text);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void TryGetBirthDay_LeapDay_IsThatDay()
    {
        var reading = IdentifierTraps.One(IdentifierType.CitizenId, "999999200002290035");

        Assert.True(CitizenNumber.TryGetBirthDay(reading.Packed, out var day));
        Assert.Equal("2000-02-29", CivilDay.Format(day));
    }

    [Fact]
    public void TryGetBirthDay_Unit_IsFalse() =>
        Assert.False(CitizenNumber.TryGetBirthDay(IdentifierTraps.One(IdentifierType.Uscc, "91999999MA00TE5T2F").Packed, out _));

    [Theory]
    [InlineData("2000-02-29", "2018-02-27", 17, true)]
    [InlineData("2000-02-29", "2018-02-28", 18, true)]
    [InlineData("2000-02-29", "2018-03-01", 18, false)]
    [InlineData("2008-06-15", "2026-06-14", 17, true)]
    [InlineData("2008-06-15", "2026-06-15", 18, true)]
    [InlineData("2008-06-15", "2026-06-16", 18, false)]
    public void AgeOn_AroundTheBirthday_CountsTheDayAfterForMinors(string birth, string on, int age, bool minor)
    {
        Assert.True(CivilDay.TryParse(birth, out var birthDay));
        Assert.True(CivilDay.TryParse(on, out var day));

        Assert.Equal(age, CitizenNumber.AgeOn(birthDay, day));
        Assert.Equal(minor, CitizenNumber.IsMinorOn(birthDay, day));
    }
}
