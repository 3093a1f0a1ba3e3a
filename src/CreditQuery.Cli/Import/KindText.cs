using CreditQuery.Protos.V1;

namespace CreditQuery.Cli.Import;

/// <summary>Kinds of subjects and types of identifiers as files write them.</summary>
internal static class KindText
{
    private static readonly (string Word, SubjectKind Kind)[] Kinds =
    [
        ("个体工商户", SubjectKind.IndividualBusiness),
        ("个体户", SubjectKind.IndividualBusiness),
        ("合作社", SubjectKind.FarmersCoop),
        ("社会组织", SubjectKind.SocialOrg),
        ("社会团体", SubjectKind.SocialOrg),
        ("事业单位", SubjectKind.PublicInstitution),
        ("机关", SubjectKind.GovBody),
        ("非法人组织", SubjectKind.Unincorporated),
        ("自然人", SubjectKind.NaturalPerson),
        ("个人", SubjectKind.NaturalPerson),
        ("企业", SubjectKind.Enterprise),
        ("法人", SubjectKind.Enterprise),
        ("公司", SubjectKind.Enterprise),
        ("其他", SubjectKind.Other),
    ];

    private static readonly (string Word, IdentifierType Type)[] Types =
    [
        ("统一社会信用代码", IdentifierType.Uscc),
        ("信用代码", IdentifierType.Uscc),
        ("组织机构代码", IdentifierType.OrgCode),
        ("注册号", IdentifierType.RegNo),
        ("纳税人识别号", IdentifierType.TaxNo),
        ("税务登记", IdentifierType.TaxNo),
        ("永久居留", IdentifierType.ForeignPrId),
        ("港澳", IdentifierType.HmtPermit),
        ("台湾", IdentifierType.HmtPermit),
        ("台胞", IdentifierType.HmtPermit),
        ("身份", IdentifierType.CitizenId),
        ("护照", IdentifierType.Passport),
        ("车牌", IdentifierType.Plate),
        ("执业", IdentifierType.PracticeLicence),
        ("诚信卡", IdentifierType.StarCardNo),
        ("其他", IdentifierType.Other),
    ];

    /// <summary>Reads a kind: the first Chinese word that occurs, or the name or number of the contract.</summary>
    /// <returns>Unspecified if there is none.</returns>
    public static SubjectKind Kind(string text) => Find(text, Kinds);

    /// <summary>Reads a type of identifier, likewise.</summary>
    /// <returns>Unspecified if there is none.</returns>
    public static IdentifierType Type(string text) => Find(text, Types);

    /// <summary>Guesses the kind from the identifier.</summary>
    public static SubjectKind KindOf(IdentifierType type, string value) => type switch
    {
        IdentifierType.CitizenId or IdentifierType.Passport or IdentifierType.HmtPermit or IdentifierType.ForeignPrId
            or IdentifierType.PracticeLicence or IdentifierType.StarCardNo => SubjectKind.NaturalPerson,
        IdentifierType.Plate or IdentifierType.Other => SubjectKind.Other,
        IdentifierType.Uscc => KindOfUscc(value),
        _ => SubjectKind.Enterprise,
    };

    /// <summary>First two characters of a unified code (GB 32100-2015): registering authority and kind.</summary>
    private static SubjectKind KindOfUscc(string value) => value.AsSpan(0, Math.Min(2, value.Length)) switch
    {
        "92" => SubjectKind.IndividualBusiness,
        "93" => SubjectKind.FarmersCoop,
        "11" => SubjectKind.GovBody,
        "12" => SubjectKind.PublicInstitution,
        "51" or "52" or "53" => SubjectKind.SocialOrg,
        _ => SubjectKind.Enterprise,
    };

    private static T Find<T>(string text, (string Word, T Value)[] words)
        where T : struct, Enum
    {
        if (text.Length == 0)
        {
            return default;
        }

        foreach (var (word, value) in words)
        {
            if (text.Contains(word, StringComparison.Ordinal))
            {
                return value;
            }
        }

        return Enum.TryParse<T>(text.Replace("_", "", StringComparison.Ordinal), ignoreCase: true, out var parsed) && Enum.IsDefined(parsed) ? parsed : default;
    }
}
