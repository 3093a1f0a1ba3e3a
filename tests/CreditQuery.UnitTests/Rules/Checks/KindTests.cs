using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Checks;
using CreditQuery.Rules.Subjects;
using CreditQuery.UnitTests.Rules.Support;
using static CreditQuery.UnitTests.Rules.Support.RecordBuilder;

namespace CreditQuery.UnitTests.Rules.Checks;

/// <summary>A kind of subject that nobody stated is no kind: where a scenario or a row depends on it, the answer is INDETERMINATE.</summary>
public sealed class KindTests
{
    private static readonly KindSet Enterprise = default(KindSet).With(SubjectKind.Enterprise);
    private static readonly KindSet GovBody = default(KindSet).With(SubjectKind.GovBody);

    private static readonly Lazy<Catalogue> OnlyEnterprises = new(() => TestCatalogues.Parse(
        SmallCatalogue.Yaml.Replace("scenarios: [licence, tender, loan], roles: [legal_rep],", "scenarios: [licence, tender, loan], kinds: [enterprise], roles: [legal_rep],", StringComparison.Ordinal)));

    [Fact]
    public void Contains_UnspecifiedKind_IsInNoSetOfKinds()
    {
        Assert.False(Enterprise.Contains(SubjectKind.Unspecified));
        Assert.False(KindSet.Any.Contains(SubjectKind.Unspecified));
        Assert.True(KindSet.All.Includes(KindSet.Any));
        Assert.All(Enum.GetValues<SubjectKind>().Where(k => k != SubjectKind.Unspecified), kind => Assert.True(KindSet.Any.Contains(kind)));
    }

    [Theory]
    [InlineData(SubjectKind.Unspecified, IndeterminateReasons.KindUnknown)]
    [InlineData(SubjectKind.Enterprise, IndeterminateReasons.None)]
    [InlineData(SubjectKind.GovBody, IndeterminateReasons.NotApplicable)]
    public void Evaluate_ScenarioForSomeKinds_NeedsTheKind(SubjectKind byIdentifier, IndeterminateReasons expected)
    {
        var kinds = byIdentifier == SubjectKind.Unspecified ? default : default(KindSet).With(byIdentifier);
        var ask = new Ask("consumption") { Item = CheckItem.Air("economy"), Question = new SubjectQuestion { Coverage = Ask.Covered, KindsByIdentifier = kinds } };

        Assert.Equal(expected, ask.About(new RecordBuilder(SubjectKind.Unspecified)).Reasons);
        Assert.Equal(expected, ask.AboutNobody().Reasons);
    }

    [Fact]
    public void Evaluate_RowForSomeKindsAndKindUnknown_IsListedAndIndeterminate()
    {
        var ask = new Ask("licence") { Catalogue = OnlyEnterprises.Value };

        var answer = ask.About(new RecordBuilder(SubjectKind.Unspecified).Entry(NewEntry("dishonest", "2026-01-05"), "c:1"));

        Assert.Equal((Conclusion.Indeterminate, IndeterminateReasons.KindUnknown), (answer.Conclusion, answer.Reasons));
        Assert.Equal("block_licence:Active", ask.References(answer));
        Assert.Equal(MeasureReason.KindUnknown, answer.References[0].Reason);
    }

    [Fact]
    public void Evaluate_RowForSomeKinds_FollowsTheKindsThatTheIdentifierLeaves()
    {
        var record = new RecordBuilder(SubjectKind.Unspecified).Entry(NewEntry("dishonest", "2026-01-05"), "c:1").Build();
        var ask = new Ask("licence") { Catalogue = OnlyEnterprises.Value };

        Assert.Equal(Conclusion.Block, (ask with { Question = new SubjectQuestion { Coverage = Ask.Covered, KindsByIdentifier = Enterprise } }).About(record).Conclusion);
        Assert.Equal(Conclusion.Clear, (ask with { Question = new SubjectQuestion { Coverage = Ask.Covered, KindsByIdentifier = GovBody } }).About(record).Conclusion);
    }

    [Fact]
    public void Evaluate_RowForEveryKindAndKindUnknown_Blocks()
    {
        Assert.Equal(Conclusion.Block, new Ask("licence").About(new RecordBuilder(SubjectKind.Unspecified).Entry(NewEntry("dishonest", "2026-01-05"), "c:1")).Conclusion);
    }

    [Fact]
    public void Evaluate_UnitOfUnknownKindBehindAPerson_IsSureThroughThePerson()
    {
        var record = new RecordBuilder(SubjectKind.NaturalPerson).Slot(NewEntry("dishonest", "2026-01-05"), "c:1", Role.LegalRep, unitKind: SubjectKind.Unspecified);

        Assert.Equal(IndeterminateReasons.KindUnknown, new Ask("licence") { Catalogue = OnlyEnterprises.Value }.About(record).Reasons);
        Assert.Equal(Conclusion.Block, new Ask("licence").About(record).Conclusion);
    }

    [Theory]
    [InlineData(IdentifierType.OrgCode, "99999999X", SubjectKind.NaturalPerson, false)]
    [InlineData(IdentifierType.OrgCode, "99999999X", SubjectKind.GovBody, true)]
    [InlineData(IdentifierType.RegNo, "999999000000001", SubjectKind.Enterprise, true)]
    [InlineData(IdentifierType.RegNo, "999999000000001", SubjectKind.SocialOrg, false)]
    [InlineData(IdentifierType.Uscc, "91999999MA00TE5T2F", SubjectKind.Enterprise, true)]
    [InlineData(IdentifierType.Uscc, "91999999MA00TE5T2F", SubjectKind.IndividualBusiness, false)]
    [InlineData(IdentifierType.Uscc, "31999999MA00TE5T2F", SubjectKind.Unincorporated, true)]
    [InlineData(IdentifierType.Uscc, "31999999MA00TE5T2F", SubjectKind.GovBody, false)]
    [InlineData(IdentifierType.Uscc, "19999999MA00TE5T2F", SubjectKind.GovBody, true)]
    [InlineData(IdentifierType.TaxNo, "999999000000001", SubjectKind.NaturalPerson, true)]
    [InlineData(IdentifierType.CitizenId, "999999194501010018", SubjectKind.Enterprise, false)]
    public void PossibleOf_Identifier_LeavesTheKindsOpen(IdentifierType type, string value, SubjectKind kind, bool possible)
    {
        Assert.True(PackedIdentifier.TryPack(type, value, out var packed));

        Assert.Equal(possible, IdentifierKinds.PossibleOf(packed).Contains(kind));
    }
}
