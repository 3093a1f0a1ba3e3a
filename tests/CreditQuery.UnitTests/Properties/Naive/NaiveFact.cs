using CreditQuery.Rules.Periods;

namespace CreditQuery.UnitTests.Properties.Naive;

/// <summary>A stay, an objection or an exemption of an entry, with its days.</summary>
internal sealed class NaiveFact(string id)
{
    public string Id { get; } = id;

    public int From { get; init; }

    public int To { get; set; } = CivilDay.Never;

    /// <summary>Day by which an objection is to be answered.</summary>
    public int ReplyDue { get; init; }

    /// <summary>Items that an exemption lifts, bits.</summary>
    public ulong Items { get; init; }

    /// <summary>The person behind the unit whom alone an exemption exempts.</summary>
    public string Person { get; init; } = "";

    public bool SingleUse { get; init; }

    public int? UsedOn { get; set; }

    public bool Covers(int day) => From <= day && day <= To;
}
