namespace CreditQuery.Index;

/// <summary>How much is known at one revision.</summary>
public readonly record struct RegistryCounts
{
    /// <summary>Subjects, aliases and tombstones not counted.</summary>
    public long Subjects { get; init; }

    /// <summary>Aliases, those of organisation codes included.</summary>
    public long Aliases { get; init; }

    /// <summary>Subjects that live under a bare organisation code: only while there are some does a miss of a USCC probe for one.</summary>
    public long BareOrgCodes { get; init; }

    /// <summary>List entries, ended ones included until retention removes them.</summary>
    public long Entries { get; init; }

    /// <summary>Slots: entries of units as they reach persons.</summary>
    public long Slots { get; init; }

    /// <summary>Tombstones of erased subjects and removed aliases.</summary>
    public long Tombstones { get; init; }
}
