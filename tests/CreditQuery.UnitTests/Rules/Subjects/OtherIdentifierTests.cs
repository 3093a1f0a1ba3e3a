using System.Text;
using CreditQuery.Cli.Sample;
using CreditQuery.Rules.Subjects;
using FsCheck;
using FsCheck.Fluent;

namespace CreditQuery.UnitTests.Rules.Subjects;

public sealed class OtherIdentifierTests
{
    [Theory]
    [InlineData("MA00TE5T2", "MA00TE5T-2")]
    [InlineData("20402221X", "20402221-x")]
    [InlineData("MJ000000X", "\uFF2D\uFF2A000000\uFF0DX")]
    public void Parse_OrgCodeWithDash_IsTheSame(string plain, string written)
    {
        var reading = IdentifierTraps.One(IdentifierType.OrgCode, written);

        Assert.Equal(IdentifierTraps.One(IdentifierType.OrgCode, plain).Packed, reading.Packed);
        Assert.Equal(IdentifierFindings.Normalised, reading.Findings & ~IdentifierFindings.BadCheckCharacter);
    }

    [Fact]
    public void Parse_OrgCodeOfUscc_Fits() => Assert.Equal(IdentifierFindings.None, IdentifierTraps.Findings(IdentifierType.OrgCode, "20402221X"));

    [Fact]
    public void Parse_AnyOrgCodeCharacterChanged_FailsTheCheckUnlessValuesDifferByEleven()
    {
        const string Signs = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
        var cases = from number in Gen.Choose(0, SampleIdentifiers.MaxUnits - 1)
                    from place in Gen.Choose(0, 7)
                    from shift in Gen.Choose(1, 35)
                    select (number, place, shift);
        Prop.ForAll(cases.ToArbitrary(), c =>
        {
            var code = SampleIdentifiers.OrgCode(c.number).ToCharArray();
            var before = Signs.IndexOf(code[c.place], StringComparison.Ordinal);
            var after = (before + c.shift) % Signs.Length;
            code[c.place] = Signs[after];
            var caught = IdentifierTraps.Findings(IdentifierType.OrgCode, new string(code)) == IdentifierFindings.BadCheckCharacter;
            return caught == ((after - before) % 11 != 0);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Parse_RegNo_CheckIsAFindingOnly()
    {
        var number = SampleIdentifiers.RegNo(42);
        var other = number[..14] + (char)('0' + ((number[14] - '0' + 1) % 10));

        Assert.Equal(IdentifierFindings.None, IdentifierTraps.Findings(IdentifierType.RegNo, number));
        Assert.Equal(IdentifierFindings.BadCheckCharacter, IdentifierTraps.One(IdentifierType.RegNo, other).Findings);
        IdentifierTraps.Invalid(IdentifierFindings.BadCharacter, IdentifierType.RegNo, "99999900000000X");
    }

    [Theory]
    [InlineData("99999920402221X", IdentifierFindings.None)]
    [InlineData("999999204022211", IdentifierFindings.NotCheckable)]
    [InlineData("99999919900101640X01", IdentifierFindings.NotCheckable)]
    public void Parse_TaxNo_ChecksTheOrgCodeInside(string number, IdentifierFindings expected)
    {
        var reading = IdentifierTraps.One(IdentifierType.TaxNo, number);

        Assert.Equal(IdentifierType.TaxNo, reading.Type);
        Assert.Equal(expected, reading.Findings);
    }

    [Fact]
    public void Parse_TaxNoThatIsAUscc_HasTheKeyOfTheUscc() =>
        Assert.Equal(IdentifierTraps.One(IdentifierType.Uscc, "91999999MA00TE5T2F"), IdentifierTraps.One(IdentifierType.TaxNo, "91999999MA00TE5T2F"));

    [Theory]
    [InlineData("UTO:L898902C3", "UTOL898902C3")]
    [InlineData("uto\uFF1Al898902c3", "UTOL898902C3")]
    public void Parse_Passport_KeepsTheCountry(string written, string packed)
    {
        var reading = IdentifierTraps.One(IdentifierType.Passport, written);

        Assert.Equal(packed, IdentifierTraps.Text(reading));
        Assert.Equal(reading.Packed, IdentifierTraps.One(IdentifierType.Unspecified, written).Packed);
    }

    [Theory]
    [InlineData("L898902C3")]
    [InlineData("UT:L898902C3")]
    [InlineData("UTO:L898902:3")]
    public void Parse_PassportWithoutCountry_IsInvalid(string written) =>
        IdentifierTraps.Invalid(IdentifierFindings.BadCharacter, IdentifierType.Passport, written);

    [Theory]
    [InlineData("H99999999", "H99999999")]
    [InlineData("m9999999901", "M99999999")]
    [InlineData("99999999", "99999999")]
    [InlineData("9999999902", "99999999")]
    public void Parse_HmtPermit_DropsTheRenewalCount(string written, string packed) =>
        Assert.Equal(packed, IdentifierTraps.Text(IdentifierTraps.One(IdentifierType.HmtPermit, written)));

    [Fact]
    public void Parse_OldForeignPrId_Fits()
    {
        Assert.Equal(IdentifierType.ForeignPrId, IdentifierTraps.One(IdentifierType.Unspecified, "UTO999900010101").Type);
        IdentifierTraps.Invalid(IdentifierFindings.BadCharacter, IdentifierType.ForeignPrId, "UT9999900010101");
    }

    [Theory]
    [InlineData("测A·12345", "测A12345")]
    [InlineData("测a 12345", "测A12345")]
    public void Parse_PlateWithChineseCharacter_NeedsAHash(string written, string normal)
    {
        var utf8 = new byte[IdentifierParser.MaxUtf8Length];

        var reading = IdentifierTraps.One(IdentifierType.Unspecified, written);
        var length = IdentifierParser.WriteNormalised(reading.Type, written, utf8);

        Assert.Equal(IdentifierType.Plate, reading.Type);
        Assert.True(reading.NeedsHash);
        Assert.Equal(default, reading.Packed);
        Assert.Equal(normal, Encoding.UTF8.GetString(utf8, 0, length));
    }

    [Fact]
    public void Parse_OtherWithDash_KeepsItApart()
    {
        Assert.True(IdentifierTraps.One(IdentifierType.Other, "AB-1").NeedsHash);
        Assert.False(IdentifierTraps.One(IdentifierType.Other, "AB1").NeedsHash);
        IdentifierTraps.Invalid(IdentifierFindings.BadLength, IdentifierType.Other, new string('A', IdentifierParser.MaxLength + 1));
    }

    [Theory]
    [InlineData((IdentifierType)13)]
    [InlineData((IdentifierType)255)]
    public void Parse_NumberThatIsNoType_IsInvalid(IdentifierType type) => IdentifierTraps.Invalid(IdentifierFindings.BadCharacter, type, "91999999MA00TE5T2F");

    [Theory]
    [InlineData("91999999MA00TE5T2F", IdentifierType.Uscc)]
    [InlineData("999999200001010011", IdentifierType.CitizenId)]
    [InlineData("20402221X", IdentifierType.OrgCode)]
    [InlineData("H99999999", IdentifierType.HmtPermit)]
    public void Parse_WithoutType_FindsTheType(string value, IdentifierType expected) =>
        Assert.Equal(expected, IdentifierTraps.One(IdentifierType.Unspecified, value).Type);

    [Fact]
    public void Parse_15DigitsWithoutType_GivesEveryReading()
    {
        IdentifierParser.Parse(IdentifierType.Unspecified, "999999900101640", out var parsed);

        var types = Enumerable.Range(0, parsed.Count).Select(i => parsed[i].Type).ToArray();
        Assert.Contains(IdentifierType.CitizenId, types);
        Assert.Contains(IdentifierType.RegNo, types);
    }

    [Fact]
    public void Parse_NumberThatPassesBothChecks_GivesTheLikelyReadingFirst()
    {
        // The citizen numbers of the invented region that are unified codes by their check character alone.
        var both = Enumerable.Range(0, 5000).Select(SampleIdentifiers.CitizenId)
            .Where(id => IdentifierTraps.Findings(IdentifierType.Uscc, id) == IdentifierFindings.BadInnerOrgCode)
            .ToList();

        Assert.NotEmpty(both);
        Assert.All(both, id =>
        {
            IdentifierParser.Parse(IdentifierType.Unspecified, id, out var parsed);
            Assert.Equal((2, IdentifierType.CitizenId, IdentifierType.Uscc), (parsed.Count, parsed[0].Type, parsed[1].Type));
        });
    }

    [Theory]
    [InlineData("12345")]
    [InlineData("某某公司")]
    [InlineData("91999999MA00TE5T2")]
    public void Parse_WithoutTypeAndForm_IsInvalid(string value)
    {
        var findings = IdentifierParser.Parse(IdentifierType.Unspecified, value, out var parsed);

        Assert.Equal(0, parsed.Count);
        Assert.NotEqual(IdentifierFindings.None, findings & IdentifierFindings.Fatal);
    }

    [Fact]
    public void IsPersonal_AllButThreeTypes_IsTrue()
    {
        var impersonal = Enum.GetValues<IdentifierType>().Where(t => !IdentifierParser.IsPersonal(t));

        Assert.Equal([IdentifierType.Uscc, IdentifierType.OrgCode, IdentifierType.RegNo], impersonal);
    }
}
