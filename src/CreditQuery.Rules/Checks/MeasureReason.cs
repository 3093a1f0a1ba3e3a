namespace CreditQuery.Rules.Checks;

/// <summary>Why a measure applies or does not: the closed list of the contract, in its words.</summary>
public enum MeasureReason : byte
{
    /// <summary>Not set.</summary>
    Unspecified = 0,

    /// <summary>It applies.</summary>
    Applies = 1,

    /// <summary>The last day of the entry is over.</summary>
    Expired = 2,

    /// <summary>The subject left the list.</summary>
    Exited = 3,

    /// <summary>An objection or a stay suspends it.</summary>
    Suspended = 4,

    /// <summary>The entry is in its grace period.</summary>
    Grace = 5,

    /// <summary>The entry is not yet effective.</summary>
    Pending = 6,

    /// <summary>An exemption covers the item and the day.</summary>
    Exempted = 7,

    /// <summary>An adverse entry holds the incentive back.</summary>
    Held = 8,

    /// <summary>Recommended and not adopted in this region.</summary>
    NotAdopted = 9,

    /// <summary>No dated basis that carries a discipline is in force.</summary>
    NoBasis = 10,

    /// <summary>The measure does not reach persons in this role, or not on this day.</summary>
    RoleDoesNotMatch = 11,

    /// <summary>A condition of the row is not met.</summary>
    ConditionNotMet = 12,

    /// <summary>The measure does not apply to this kind of subject.</summary>
    KindDoesNotMatch = 13,

    /// <summary>The row or the list type is not in force on this day.</summary>
    OutsideEffectiveDays = 14,

    /// <summary>The entry or the row does not count in this region.</summary>
    RegionDoesNotMatch = 15,

    /// <summary>The incentive cannot be cross-checked: an adverse public list of some field is not loaded or silent here.</summary>
    NotCrossChecked = 16,

    /// <summary>The entry counts in a region only, and the check names none.</summary>
    RegionRequired = 17,

    /// <summary>The row depends on the kind of the subject, which is not known.</summary>
    KindUnknown = 18,
}
