namespace CreditQuery.Rules.Subjects;

/// <summary>What an identifier tells of the kind of its subject.</summary>
public static class IdentifierKinds
{
    private static readonly KindSet Units = Of(
        SubjectKind.Enterprise, SubjectKind.IndividualBusiness, SubjectKind.FarmersCoop, SubjectKind.SocialOrg, SubjectKind.GovBody, SubjectKind.PublicInstitution, SubjectKind.Unincorporated);

    private static readonly KindSet NoGovBodies = Of(
        SubjectKind.Enterprise, SubjectKind.IndividualBusiness, SubjectKind.FarmersCoop, SubjectKind.SocialOrg, SubjectKind.PublicInstitution, SubjectKind.Unincorporated);

    private static readonly KindSet MarketSubjects = Of(SubjectKind.Enterprise, SubjectKind.IndividualBusiness, SubjectKind.FarmersCoop);

    /// <summary>Kinds that the identifier leaves open.</summary>
    /// <param name="identifier">The identifier.</param>
    /// <returns>Never empty; one kind where the identifier shows it, all where it shows nothing.</returns>
    /// <remarks>Allocates nothing; runs on every check. An organisation code is a unit's, a registration number a market subject's; bodies of the
    /// state are registered by department 1 alone. Source: GB 32100-2015, 表1; GB 11714.</remarks>
    public static KindSet PossibleOf(PackedIdentifier identifier)
    {
        var kind = Of(identifier);
        return kind != SubjectKind.Unspecified ? default(KindSet).With(kind) : identifier.Type switch
        {
            IdentifierType.Uscc => !identifier.IsHash && DepartmentOf(identifier) != 1 ? NoGovBodies : Units,
            IdentifierType.OrgCode => Units,
            IdentifierType.RegNo => MarketSubjects,
            _ => KindSet.Any,
        };
    }

    /// <summary>Kind that the identifier itself shows.</summary>
    /// <param name="identifier">The identifier.</param>
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
    /// <param name="kind">Its kind.</param>
    /// <param name="identifier">Its identifier.</param>
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
    /// <param name="kind">The kind; unspecified fits everywhere.</param>
    /// <param name="identifier">The identifier.</param>
    /// <returns>False for a person under a unit's identifier, and the other way round.</returns>
    public static bool Fits(SubjectKind kind, PackedIdentifier identifier) =>
        AgreesWith(IsPerson(SubjectKind.Unspecified, identifier), kind == SubjectKind.Unspecified ? null : kind == SubjectKind.NaturalPerson);

    /// <summary>Whether two subjects may be one: not a person and a unit.</summary>
    /// <param name="isPerson">Whether the one is a person; null: not known.</param>
    /// <param name="otherIsPerson">Whether the other is.</param>
    /// <returns>True if nothing speaks against it.</returns>
    public static bool AgreesWith(bool? isPerson, bool? otherIsPerson) => isPerson is null || otherIsPerson is null || isPerson == otherIsPerson;

    // Reads the two lowest base-37 digits of the packed characters in place (0 none, 1 to 10 the digits): it runs on every check.
    private static SubjectKind OfUscc(PackedIdentifier identifier)
    {
        if (identifier.IsHash)
        {
            return SubjectKind.Unspecified;
        }

        var kind = CharactersOf(identifier) / 37 % 37 - 1;
        return (DepartmentOf(identifier), kind) switch
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

    private static ulong CharactersOf(PackedIdentifier identifier) => ((identifier.Low >> 8) | (identifier.High << 56)) & ((1UL << 58) - 1);

    private static ulong DepartmentOf(PackedIdentifier identifier) => CharactersOf(identifier) % 37 - 1;

    private static KindSet Of(params ReadOnlySpan<SubjectKind> kinds)
    {
        var set = default(KindSet);
        foreach (var kind in kinds)
        {
            set = set.With(kind);
        }

        return set;
    }
}
