using System.Globalization;
using CreditQuery.Rules.Subjects;

namespace CreditQuery.Cli.Sample;

/// <summary>Decides who is listed, and where.</summary>
internal sealed class SampleEntries(SampleOptions options)
{
    /// <summary>Issuer of the sample's entries.</summary>
    public const string Issuer = "sample";

    private const uint Purpose = 100;
    private const double OrderBesidesDebtor = 0.6;

    public bool IsListed(int index) => new SampleRandom(options.Seed, index, Purpose).Chance(options.ListedShare);

    /// <summary>Writes the entries of a listed subject.</summary>
    /// <returns>How many there are: one or two.</returns>
    public int Write(in SampleSubject subject, Span<SampleEntry> destination)
    {
        var random = new SampleRandom(options.Seed, subject.Index, Purpose + 1);
        var type = SampleListTypes.Choose(subject.IsPerson, ref random);
        if (type.MarketOnly && subject.Kind is not (SubjectKind.Enterprise or SubjectKind.IndividualBusiness or SubjectKind.FarmersCoop))
        {
            type = SampleListTypes.Find(SampleListTypes.CourtDebtor);
        }

        destination[0] = Entry(subject, type, ref random);
        if (type.Code != SampleListTypes.CourtDebtor || !random.Chance(OrderBesidesDebtor))
        {
            return 1;
        }

        // The order is of the same case as the listing.
        var order = SampleListTypes.Find(SampleListTypes.ConsumptionOrder);
        destination[1] = destination[0] with { Type = order, EntryId = Id(order, subject.Index), ValidTo = null };
        return 2;
    }

    private SampleEntry Entry(in SampleSubject subject, SampleListType type, ref SampleRandom random)
    {
        // One in ten has expired already where the type has a period.
        var age = type.Days > 0 && random.Chance(0.1) ? type.Days + random.Next(1, 400) : random.Next(1, type.Days > 0 ? type.Days - 1 : 1500);
        var decided = options.AsOf.AddDays(-age);
        var from = decided.AddDays(random.Next(0, Math.Min(5, age)));
        return new SampleEntry(
            type,
            Id(type, subject.Index),
            subject.Region,
            string.Format(CultureInfo.InvariantCulture, type.Document, decided.Year, subject.Index),
            decided.AddDays(-random.Next(30, 400)),
            decided,
            from,
            type.Days > 0 ? from.AddDays(type.Days - 1) : null);
    }

    private static string Id(SampleListType type, int index) => string.Create(CultureInfo.InvariantCulture, $"{Issuer}:{type.Code}-{index}");
}
