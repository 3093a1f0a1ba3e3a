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

    /// <summary>Whether a subject is a natural person, by its kind or, where none is known, by its identifier.</summary>
    /// <returns>Null if neither tells.</returns>
    public static bool? IsPerson(SubjectKind kind, PackedIdentifier identifier)
    {
        var known = kind == SubjectKind.Unspecified ? Of(identifier) : kind;
        if (known != SubjectKind.Unspecified)
        {
            return known == SubjectKind.NaturalPerson;
        }

        return IdentifierParser.IsPersonal(identifier.Type) ? null : false;
    }

    /// <summary>Whether a kind may stand under an identifier: persons under personal identifiers, units under theirs.</summary>
    public static bool Fits(SubjectKind kind, PackedIdentifier identifier) =>
        AgreesWith(IsPerson(SubjectKind.Unspecified, identifier), kind == SubjectKind.Unspecified ? null : kind == SubjectKind.NaturalPerson);

    /// <summary>Whether two subjects may be one: not a person and a unit.</summary>
    public static bool AgreesWith(bool? isPerson, bool? otherIsPerson) => isPerson is null || otherIsPerson is null || isPerson == otherIsPerson;

    // Reads the two lowest base-37 digits of the packed characters in place (0 none, 1 to 10 the digits): it runs on every check.
    private static SubjectKind OfUscc(PackedIdentifier identifier)
    {
        if (identifier.IsHash)
        {
            return SubjectKind.Unspecified;
        }

        var characters = ((identifier.Low >> 8) | (identifier.High << 56)) & ((1UL << 58) - 1);
        var department = characters % 37 - 1;
        var kind = characters / 37 % 37 - 1;
        return (department, kind) switch
        {
            (1, 1) => SubjectKind.GovBody,
            (1, 2) => SubjectKind.PublicInstitution,
            (1, 3) or (5, _) => SubjectKind.SocialOrg,
            (9, 1) => SubjectKind.Enterprise,
            (9, 2) => SubjectKind.IndividualBusiness,
            (9, 3) => SubjectKind.FarmersCoop,
            _ => SubjectKind.Unspecified,
        };
    }
}
