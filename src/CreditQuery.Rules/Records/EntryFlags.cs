namespace CreditQuery.Rules.Records;

/// <summary>Marks of an entry.</summary>
[Flags]
public enum EntryFlags : ushort
{
    /// <summary>No mark.</summary>
    None = 0,

    /// <summary>Able to perform but refuses (有履行能力但拒不履行).</summary>
    AbleButRefuses = 1,

    /// <summary>Ends only by performance.</summary>
    UntilPerformed = 2,

    /// <summary>Not repairable (不得修复信用), 000 六(七).</summary>
    NotRepairable = 4,

    /// <summary>A resolution is needed and not there yet: PENDING (000 五(二)).</summary>
    PendingResolution = 8,

    /// <summary>Inherited from a predecessor by recorded decision (信用评价延续), 003 七(一).</summary>
    Inherited = 16,

    /// <summary>Follows from counted behaviours under a rule of the catalogue, whose number stands as the cause (004 二12).</summary>
    Counted = 32,

    /// <summary>Its texts are gone by retention; what evaluation needs is still there.</summary>
    TextsGone = 64,
}
