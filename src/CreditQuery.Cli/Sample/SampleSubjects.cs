using System.Globalization;
using CreditQuery.Rules.Subjects;

namespace CreditQuery.Cli.Sample;

/// <summary>Makes subjects from their index.</summary>
internal sealed class SampleSubjects(SampleOptions options)
{
    private const uint KindPurpose = 1;
    private const uint FactPurpose = 2;
    private const uint LookPurpose = 3;

    // The regions of the five seeds and some of Shanxi's and Yunnan's cities.
    private static readonly string[] Regions = ["140000", "140100", "140500", "320583", "440400", "520113", "530000", "530100"];
    private static readonly string[] Industries = ["C14", "C26", "E47", "E48", "F51", "F52", "G54", "H61", "H62", "I65", "K70", "L72", "M74", "O80"];
    private static readonly string[] Trades = ["商贸", "建筑工程", "食品", "科技", "运输", "餐饮", "物业", "农业", "化工", "咨询"];

    /// <summary>Gives the kind alone: cheaper, for looking for persons.</summary>
    public SubjectKind KindAt(int index) => new SampleRandom(options.Seed, index, KindPurpose).Next(1000) switch
    {
        < 350 => SubjectKind.Enterprise,
        < 700 => SubjectKind.IndividualBusiness,
        < 712 => SubjectKind.FarmersCoop,
        < 722 => SubjectKind.SocialOrg,
        < 724 => SubjectKind.GovBody,
        < 727 => SubjectKind.PublicInstitution,
        _ => SubjectKind.NaturalPerson,
    };

    /// <summary>Gives a subject.</summary>
    public SampleSubject At(int index)
    {
        var kind = KindAt(index);
        var random = new SampleRandom(options.Seed, index, FactPurpose);
        var region = random.Of<string>(Regions);
        if (kind == SubjectKind.NaturalPerson)
        {
            return new SampleSubject(index, kind, SampleIdentifiers.CitizenId(index), PersonName(index), region, "", null);
        }

        var trade = random.Of<string>(Trades);
        return new SampleSubject(
            index,
            kind,
            SampleIdentifiers.Uscc(index, kind),
            UnitName(index, kind, trade),
            region,
            random.Of<string>(Industries),
            options.AsOf.AddDays(-random.Next(60, 10_000)));
    }

    /// <summary>Finds a person near a random place: whoever a unit is linked to.</summary>
    /// <returns>−1 if there is no person among the subjects.</returns>
    public int PersonFor(int unit, uint role)
    {
        var start = new SampleRandom(options.Seed, unit, LookPurpose + role).Next(options.Subjects);
        for (var i = 0; i < options.Subjects; i++)
        {
            var index = (start + i) % options.Subjects;
            if (KindAt(index) == SubjectKind.NaturalPerson)
            {
                return index;
            }
        }

        return -1;
    }

    public static string PersonName(int index) => string.Create(CultureInfo.InvariantCulture, $"虚构人{index}");

    public static string UnitName(int index, SubjectKind kind, string trade) => string.Create(CultureInfo.InvariantCulture, $"虚构{trade}{index}号{Suffix(kind)}");

    private static string Suffix(SubjectKind kind) => kind switch
    {
        SubjectKind.IndividualBusiness => "经营部",
        SubjectKind.FarmersCoop => "专业合作社",
        SubjectKind.SocialOrg => "协会",
        SubjectKind.GovBody => "局",
        SubjectKind.PublicInstitution => "中心",
        _ => "有限公司",
    };
}
