using System.Globalization;
using CreditQuery.Rules;
using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Periods;
using CreditQuery.Rules.Records;
using CreditQuery.Rules.Subjects;
using CreditQuery.UnitTests.Rules.Support;

namespace CreditQuery.UnitTests.Cases;

/// <summary>A list entry of a subject, or with a role that of a unit behind which the person stands.</summary>
internal sealed class CaseEntry
{
    public string List { get; set; } = "";

    public string DecidedOn { get; set; } = "";

    public string From { get; set; } = "";

    public string To { get; set; } = "";

    public string Region { get; set; } = "";

    public List<string> Items { get; set; } = [];

    public bool AbleButRefuses { get; set; }

    public string Industry { get; set; } = "";

    public string Scope { get; set; } = "";

    /// <summary>Severity as scheme and value, for instance <c>kunshan serious</c>.</summary>
    public string Severity { get; set; } = "";

    /// <summary>Region that recognises the entry beyond its own.</summary>
    public string Recognised { get; set; } = "";

    public string RectifyBy { get; set; } = "";

    public bool PendingResolution { get; set; }

    public string GraceTo { get; set; } = "";

    public string ExitedOn { get; set; } = "";

    public string MonitorTo { get; set; } = "";

    public string RepairedOn { get; set; } = "";

    public string RevokedOn { get; set; } = "";

    public string StayFrom { get; set; } = "";

    public string ObjectionFrom { get; set; } = "";

    public string ObjectionTo { get; set; } = "";

    public CaseExemption? Exemption { get; set; }

    public string Role { get; set; } = "";

    public string RoleTo { get; set; } = "";

    public void AddTo(RecordBuilder record, string id)
    {
        var ofSlot = Role.Length > 0;
        if (ofSlot)
        {
            record.Slot(ToRecord(), id, CaseWords.Parse<Role>(Role), to: RoleTo);
        }
        else
        {
            record.Entry(ToRecord(), id);
        }

        if (StayFrom.Length > 0)
        {
            record.Fact(FactKind.Stay, RecordBuilder.Day(StayFrom), CivilDay.Never, ofSlot: ofSlot);
        }

        if (ObjectionFrom.Length > 0)
        {
            record.Fact(FactKind.Objection, RecordBuilder.Day(ObjectionFrom), DayOrNever(ObjectionTo), ofSlot: ofSlot);
        }

        if (Recognised.Length > 0)
        {
            record.Fact(FactKind.Recognition, CivilDay.None, CivilDay.Never, int.Parse(Recognised, CultureInfo.InvariantCulture), ofSlot: ofSlot);
        }

        if (Exemption is { } exemption)
        {
            record.Fact(FactKind.Exemption, RecordBuilder.Day(exemption.From), RecordBuilder.Day(exemption.To), items: BitsOf(exemption.Items), id: "exemption", ofSlot: ofSlot);
        }
    }

    private static int DayOrNever(string text) => text.Length == 0 ? CivilDay.Never : RecordBuilder.Day(text);

    private static ulong BitsOf(List<string> items)
    {
        var bits = 0UL;
        foreach (var code in items)
        {
            Assert.True(ConsumptionItems.TryParse(code, out var item), code);
            bits |= ConsumptionItems.Bit(item);
        }

        return bits;
    }

    private EntryRecord ToRecord()
    {
        var decided = DecidedOn.Length > 0 ? DecidedOn : From.Length > 0 ? From : "2026-01-05";
        var entry = RecordBuilder.NewEntry(List, decided);
        Assert.True(IndustryCode.TryPack(Industry, out var industry), Industry);
        entry.ValidFrom = RecordBuilder.Day(From.Length > 0 ? From : decided);
        entry.ValidTo = DayOrNever(To);
        entry.Region = Region.Length == 0 ? 0 : int.Parse(Region, CultureInfo.InvariantCulture);
        entry.Items = Items.Count == 0 ? ConsumptionItems.All : BitsOf(Items);
        entry.Industry = industry;
        entry.Flags = (AbleButRefuses ? EntryFlags.AbleButRefuses : EntryFlags.None) | (PendingResolution ? EntryFlags.PendingResolution : EntryFlags.None);
        entry.Scope = Scope.Length == 0 ? EntryScope.Unspecified : CaseWords.Parse<EntryScope>(Scope);
        entry.RectifyBy = RecordBuilder.Day(RectifyBy);
        if (Severity.Length > 0)
        {
            entry.SeverityScheme = Code32.Of(Severity.Split(' ')[0]);
            entry.Severity = Code32.Of(Severity.Split(' ')[1]);
        }

        entry.GraceTo = RecordBuilder.Day(GraceTo);
        entry.ExitedOn = DayOrNever(ExitedOn);
        entry.MonitorTo = RecordBuilder.Day(MonitorTo);
        entry.RepairedOn = DayOrNever(RepairedOn);
        entry.RevokedOn = DayOrNever(RevokedOn);
        return entry;
    }
}
