using CreditQuery.Cli.Sample;
using CreditQuery.Rules.Subjects;
using CreditQuery.Rules.Subjects.Forms;
using FsCheck;
using FsCheck.Fluent;

namespace CreditQuery.UnitTests.Rules.Subjects;

public sealed class UsccTests
{
    private const string Signs = "0123456789ABCDEFGHJKLMNPQRTUWXY";

    [Theory]
    [InlineData("91999999MA00TE5T2F")]
    [InlineData("919999993740681220")]
    [InlineData("9199999920402221X4")]
    [InlineData("52999999MJ000000XY")]
    public void Parse_TestVector_HasNoFinding(string code)
    {
        var reading = IdentifierTraps.One(IdentifierType.Uscc, code);

        Assert.Equal(IdentifierType.Uscc, reading.Type);
        Assert.Equal(code, IdentifierTraps.Text(reading));
        Assert.Equal(IdentifierFindings.None, reading.Findings & ~IdentifierFindings.BadInnerOrgCode);
    }

    [Fact]
    public void TryRead_AnyCharacterAtAnyPlace_ReadsWhatTheFormReadsWithoutFinding()
    {
        // Sixteen characters at a time must say what one at a time says.
        var read = 0;
        foreach (var code in (string[])["91999999MA00TE5T2F", "919999993740681220", SampleIdentifiers.Uscc(7), SampleIdentifiers.Uscc(123456), SampleIdentifiers.PilotUscc(5)])
        {
            var written = code.ToCharArray();
            for (var at = 0; at < written.Length; at++)
            {
                // Every character up to 999, and of the others one in 61, full-width forms among them.
                for (var c = 0; c <= char.MaxValue; c += c < 1000 ? 1 : 61)
                {
                    written[at] = (char)c;
                    var findings = new UsccForm().Read(written, out var expected);
                    var isSound = findings == IdentifierFindings.None;
                    Assert.Equal(isSound, SoundUscc.TryRead(written, out var sound));
                    Assert.Equal(isSound ? expected : default, sound);
                    read += isSound ? 1 : 0;
                }

                written[at] = code[at];
            }
        }

        Assert.True(read >= 4 * 18, $"Only {read} codes were sound: the comparison says little.");
    }

    [Theory]
    [InlineData("")]
    [InlineData("91999999MA00TE5T2")]
    [InlineData("91999999MA00TE5T2F0")]
    public void TryRead_OtherLength_LeavesItToTheForm(string written) => Assert.False(SoundUscc.TryRead(written, out _));

    [Fact]
    public void TryRead_RandomCodes_ReadsWhatTheFormReads()
    {
        for (var number = 0; number < 50_000; number++)
        {
            var code = SampleIdentifiers.Uscc(number * 1_777);
            Assert.Equal(IdentifierFindings.None, new UsccForm().Read(code, out var expected));
            Assert.True(SoundUscc.TryRead(code, out var sound));
            Assert.Equal(expected, sound);
        }
    }

    [Fact]
    public void Parse_RemainderZero_CheckSignIsZero()
    {
        Assert.Equal('0', CheckCharacters.Uscc("91999999374068122"));
        Assert.Equal(IdentifierFindings.None, IdentifierTraps.Findings(IdentifierType.Uscc, "919999993740681220"));
    }

    [Theory]
    [InlineData("A1")]
    [InlineData("N2")]
    [InlineData("Y1")]
    public void Parse_LetterAtFirstPlace_Fits(string authority)
    {
        var body = authority + SampleIdentifiers.Uscc(7)[2..17];

        Assert.Equal(IdentifierFindings.None, IdentifierTraps.Findings(IdentifierType.Uscc, body + CheckCharacters.Uscc(body)));
    }

    [Fact]
    public void Parse_PilotCode_KeepsReadingWithFinding()
    {
        var reading = IdentifierTraps.One(IdentifierType.Uscc, SampleIdentifiers.PilotUscc(5));

        Assert.Equal(IdentifierFindings.BadCheckCharacter, reading.Findings);
    }

    [Fact]
    public void Parse_PilotCodeWithoutType_KeepsReadingWithFinding()
    {
        var reading = IdentifierTraps.One(IdentifierType.Unspecified, SampleIdentifiers.PilotUscc(5));

        Assert.Equal(IdentifierType.Uscc, reading.Type);
        Assert.Equal(IdentifierFindings.BadCheckCharacter, reading.Findings);
    }

    [Fact]
    public void Parse_InnerOrgCodeFails_TellsSo()
    {
        const string Body = "91999999MA00TE5TA";
        var findings = IdentifierTraps.Findings(IdentifierType.Uscc, Body + CheckCharacters.Uscc(Body));

        Assert.Equal(IdentifierFindings.BadInnerOrgCode, findings);
    }

    [Theory]
    [InlineData("91999999ma00te5t2f")]
    [InlineData(" 91999999MA00TE5T2F \t")]
    [InlineData("91 999999 MA00TE5T 2 F")]
    [InlineData("91999999-MA00TE5T2-F")]
    [InlineData("91999999MA00TE5T2F\u3000")]
    [InlineData("91999999MAO0TE5T2F")]
    [InlineData("9I999999MA00TE5T2F")]
    public void Parse_VariedWriting_IsNormalised(string written)
    {
        var expected = IdentifierTraps.One(IdentifierType.Uscc, "91999999MA00TE5T2F");
        var reading = IdentifierTraps.One(IdentifierType.Uscc, written);

        Assert.Equal(expected.Packed, IdentifierTraps.Findings(IdentifierType.Uscc, written) == reading.Findings ? reading.Packed : default);
        Assert.True(reading.Findings.HasFlag(IdentifierFindings.Normalised));
    }

    [Fact]
    public void Parse_FullWidth_IsNormalised()
    {
        var reading = IdentifierTraps.One(IdentifierType.Uscc, IdentifierTraps.FullWidth("91999999ma00te5t2f"));

        Assert.Equal("91999999MA00TE5T2F", IdentifierTraps.Text(reading));
    }

    [Theory]
    [InlineData("91999999MA00TE5T2", IdentifierFindings.BadLength)]
    [InlineData("91999999MA00TE5T2FF", IdentifierFindings.BadLength)]
    [InlineData("", IdentifierFindings.BadLength)]
    [InlineData("   ", IdentifierFindings.BadLength)]
    [InlineData("91999999MS00TE5T2F", IdentifierFindings.BadCharacter)]
    [InlineData("91999999MA00TE5T2\u00C9", IdentifierFindings.BadCharacter)]
    [InlineData("91999999MA00TE5T2\0", IdentifierFindings.BadCharacter)]
    [InlineData("9199999OMA00TE5T2F", IdentifierFindings.BadCharacter)]
    public void Parse_BadForm_IsInvalid(string written, IdentifierFindings expected) => IdentifierTraps.Invalid(expected, IdentifierType.Uscc, written);

    [Fact]
    public void InnerOrgCode_OfPackedCode_IsPackedOrgCode()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<NonNegativeInt>(), number =>
        {
            var uscc = IdentifierTraps.One(IdentifierType.Uscc, SampleIdentifiers.Uscc(number.Get));
            var code = IdentifierTraps.One(IdentifierType.OrgCode, SampleIdentifiers.OrgCode(number.Get));
            return uscc.Packed.InnerOrgCode() == code.Packed && code.Packed.InnerOrgCode() == default;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Parse_AnySingleCharacterChanged_FailsTheCheck()
    {
        var cases = from number in Gen.Choose(0, SampleIdentifiers.MaxUnits - 1)
                    from place in Gen.Choose(0, 17)
                    from shift in Gen.Choose(1, 30)
                    select (number, place, shift);
        Prop.ForAll(cases.ToArbitrary(), c =>
        {
            var code = SampleIdentifiers.Uscc(c.number, (SubjectKind)(c.number % 7)).ToCharArray();
            var valid = IdentifierTraps.Findings(IdentifierType.Uscc, new string(code)) == IdentifierFindings.None;
            code[c.place] = Signs[(Signs.IndexOf(code[c.place], StringComparison.Ordinal) + c.shift) % Signs.Length];
            return valid && IdentifierTraps.Findings(IdentifierType.Uscc, new string(code)).HasFlag(IdentifierFindings.BadCheckCharacter);
        }).QuickCheckThrowOnFailure();
    }
}
