using CreditQuery.Protos.V1;

namespace CreditQuery.Cli.Commands;

/// <summary>Subjects on the command line: <c>[TYPE:]IDENTIFIER[@NAME]</c>.</summary>
internal static class SubjectText
{
    private static readonly Dictionary<string, IdentifierType> ByName = Enum.GetValues<IdentifierType>()
        .Where(t => t != IdentifierType.Unspecified)
        .ToDictionary(Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>Names of the types, for help and completion.</summary>
    public static IEnumerable<string> TypeNames => ByName.Keys;

    /// <summary>Reads a type by its name.</summary>
    public static bool TryType(string name, out IdentifierType type) => ByName.TryGetValue(name, out type);

    /// <summary>Reads a subject.</summary>
    /// <remarks>A prefix that is no type belongs to the identifier: passports have a colon.</remarks>
    public static Subject Parse(string text)
    {
        var subject = new Subject();
        var name = text.IndexOf('@', StringComparison.Ordinal);
        if (name >= 0)
        {
            subject.Name = text[(name + 1)..];
            text = text[..name];
        }

        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon > 0 && TryType(text[..colon], out var type))
        {
            subject.Type = type;
            text = text[(colon + 1)..];
        }

        subject.Value = text;
        return subject;
    }

    private static string Name(IdentifierType type) => type switch
    {
        IdentifierType.OrgCode => "org_code",
        IdentifierType.RegNo => "reg_no",
        IdentifierType.TaxNo => "tax_no",
        IdentifierType.CitizenId => "citizen_id",
        IdentifierType.HmtPermit => "hmt_permit",
        IdentifierType.ForeignPrId => "foreign_pr_id",
        IdentifierType.PracticeLicence => "practice_licence",
        IdentifierType.StarCardNo => "star_card_no",
        _ => type.ToString().ToLowerInvariant(),
    };
}
