using CreditQuery.Rules.Subjects;

namespace CreditQuery.Index.Apply;

/// <summary>What an identifier tells of the kind of its subject.</summary>
internal static class IdentifierKinds
{
    /// <summary>Kind that the identifier itself shows.</summary>
    /// <returns>Unspecified if it shows none: an organisation code, a hash.</returns>
    /// <remarks>The first two characters of a unified code name the registering department and the kind. Source: GB 32100-2015, 表1.</remarks>
    public static SubjectKind Of(PackedIdentifier identifier) => identifier.Type switch
    {
        IdentifierType.Uscc => OfUscc(identifier),
        IdentifierType.CitizenId or IdentifierType.Passport or IdentifierType.HmtPermit or IdentifierType.ForeignPrId
            or IdentifierType.PracticeLicence or IdentifierType.StarCardNo => SubjectKind.NaturalPerson,
        IdentifierType.Plate => SubjectKind.Other,
        _ => SubjectKind.Unspecified,
    };

    /// <summary>Whether a kind may stand under an identifier: persons under personal identifiers, units under theirs.</summary>
    public static bool Fits(SubjectKind kind, PackedIdentifier identifier)
    {
        var own = Of(identifier);
        return own == SubjectKind.Unspecified || kind == SubjectKind.Unspecified
            || (own == SubjectKind.NaturalPerson) == (kind == SubjectKind.NaturalPerson);
    }

    private static SubjectKind OfUscc(PackedIdentifier identifier)
    {
        Span<char> text = stackalloc char[PackedIdentifier.MaxLength];
        if (!identifier.TryUnpack(text, out var length) || length < 2)
        {
            return SubjectKind.Unspecified;
        }

        return (text[0], text[1]) switch
        {
            ('1', '1') => SubjectKind.GovBody,
            ('1', '2') => SubjectKind.PublicInstitution,
            ('1', '3') or ('5', _) => SubjectKind.SocialOrg,
            ('9', '1') => SubjectKind.Enterprise,
            ('9', '2') => SubjectKind.IndividualBusiness,
            ('9', '3') => SubjectKind.FarmersCoop,
            _ => SubjectKind.Unspecified,
        };
    }
}
