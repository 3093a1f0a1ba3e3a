using CreditQuery.Rules.Subjects;

namespace CreditQuery.UnitTests.Rules.Subjects;

/// <summary>Shortcuts of the identifier tests; every number is of the invented region 999999.</summary>
internal static class IdentifierTraps
{
    public static ParsedIdentifier One(IdentifierType type, string value)
    {
        IdentifierParser.Parse(type, value, out var parsed);
        Assert.Equal(1, parsed.Count);
        return parsed[0];
    }

    public static IdentifierFindings Findings(IdentifierType type, string value) => IdentifierParser.Parse(type, value, out _);

    public static void Invalid(IdentifierFindings expected, IdentifierType type, string value)
    {
        var findings = IdentifierParser.Parse(type, value, out var parsed);
        Assert.Equal(0, parsed.Count);
        Assert.Equal(expected, findings & IdentifierFindings.Fatal);
    }

    public static string Text(ParsedIdentifier reading)
    {
        var buffer = new char[PackedIdentifier.MaxLength];
        Assert.True(reading.Packed.TryUnpack(buffer, out var length));
        return new string(buffer, 0, length);
    }

    public static string FullWidth(string text) => string.Concat(text.Select(c => (char)(c + 0xFEE0)));
}
