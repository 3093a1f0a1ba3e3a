using System.Globalization;
using CreditQuery.Rules.Subjects;

namespace CreditQuery.Cli.Sample;

/// <summary>Makes valid identifiers of the invented region 999999, which belong to nobody, from a number.</summary>
/// <remarks>Equal numbers give equal identifiers; different numbers different ones, up to the bounds below.</remarks>
internal static class SampleIdentifiers
{
    /// <summary>The invented region.</summary>
    public const string Region = "999999";

    /// <summary>Numbers from which citizen numbers can be made.</summary>
    public const int MaxPersons = BirthDays * 998;

    /// <summary>Numbers from which organisation codes and unified codes can be made.</summary>
    public const int MaxUnits = 31 * 31 * 31 * 31 * 31 * 31;

    private const int BirthDays = 20_000;
    private const int OrgCodeBody = 8;
    private const string Signs = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    private static readonly DateOnly FirstBirthDay = new(1945, 1, 1);

    /// <summary>Makes an organisation code: MA, six signs, check character.</summary>
    public static string OrgCode(int number) => string.Create(OrgCodeBody + 1, number, static (target, n) => WriteOrgCode(target, 'A', n));

    /// <summary>Makes a unified social credit code.</summary>
    /// <param name="number">Below <see cref="MaxUnits"/>.</param>
    /// <param name="kind">Decides about the first two characters.</param>
    public static string Uscc(int number, SubjectKind kind = SubjectKind.Enterprise) => string.Create(18, (number, kind), static (target, state) =>
    {
        WriteUsccBody(target, 'A', state.number, state.kind);
        target[17] = CheckCharacters.Uscc(target);
    });

    /// <summary>Makes a unified code as early pilots issued them: M0 in the organisation code, and a check character that does not fit.</summary>
    public static string PilotUscc(int number) => string.Create(18, number, static (target, n) =>
    {
        WriteUsccBody(target, '0', n, SubjectKind.Enterprise);
        var check = CheckCharacters.Uscc(target);
        target[17] = check == 'M' ? 'P' : 'M';
    });

    /// <summary>Makes a citizen number of a person born between 1945 and 1999.</summary>
    /// <param name="number">Below <see cref="MaxPersons"/>.</param>
    public static string CitizenId(int number) => string.Create(18, number, static (target, n) =>
    {
        Region.CopyTo(target);
        FirstBirthDay.AddDays(n % BirthDays).TryFormat(target[6..], out _, "yyyyMMdd", CultureInfo.InvariantCulture);
        ((n / BirthDays) + 1).TryFormat(target[14..], out _, "000", CultureInfo.InvariantCulture);
        target[17] = CheckCharacters.CitizenId(target);
    });

    /// <summary>Makes the 15-digit form of <see cref="CitizenId"/>; all of them were born in the century 19.</summary>
    public static string OldCitizenId(int number)
    {
        var id = CitizenId(number);
        return string.Concat(id.AsSpan(0, 6), id.AsSpan(8, 9));
    }

    /// <summary>Makes a registration number of 15 digits with its check digit.</summary>
    public static string RegNo(int number) => string.Create(15, number, static (target, n) =>
    {
        Region.CopyTo(target);
        (n % 100_000_000).TryFormat(target[6..], out _, "00000000", CultureInfo.InvariantCulture);
        target[14] = CheckCharacters.RegNo(target);
    });

    /// <summary>Makes a vehicle plate; the first character is no province's.</summary>
    public static string Plate(int number) => string.Create(CultureInfo.InvariantCulture, $"测A{number % 100_000:00000}");

    private static void WriteUsccBody(Span<char> target, char series, int number, SubjectKind kind)
    {
        Prefix(kind).CopyTo(target);
        Region.CopyTo(target[2..]);
        WriteOrgCode(target[8..], series, number);
    }

    private static string Prefix(SubjectKind kind) => kind switch
    {
        SubjectKind.IndividualBusiness => "92",
        SubjectKind.FarmersCoop => "93",
        SubjectKind.SocialOrg => "51",
        SubjectKind.GovBody => "11",
        SubjectKind.PublicInstitution => "12",
        SubjectKind.Unincorporated => "52",
        _ => "91",
    };

    private static void WriteOrgCode(Span<char> target, char series, int number)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)number, (uint)MaxUnits);
        target[0] = 'M';
        target[1] = series;
        for (var i = OrgCodeBody - 1; i >= 2; i--)
        {
            target[i] = Signs[number % 31];
            number /= 31;
        }

        target[OrgCodeBody] = CheckCharacters.OrgCode(target);
    }
}
