namespace CreditQuery.Rules.Records;

/// <summary>Marks of a dated fact.</summary>
[Flags]
public enum FactFlags : byte
{
    /// <summary>No mark.</summary>
    None = 0,

    /// <summary>An exemption that may be used once.</summary>
    SingleUse = 1,

    /// <summary>The exemption was used.</summary>
    Used = 2,

    /// <summary>An exemption of one person behind the unit; it does not exempt the unit itself. Slots that it exempts have it without this mark.</summary>
    Personal = 4,
}
