namespace CreditQuery.Rules.Checks;

/// <summary>State of a measure on the day of the check. The numbers are those of the contract.</summary>
/// <remarks>Source: architecture, chapter 4.</remarks>
public enum MeasureState : byte
{
    /// <summary>Not set.</summary>
    Unspecified = 0,

    /// <summary>In force.</summary>
    Active = 1,

    /// <summary>Suspended while an objection is verified or by a stay.</summary>
    Suspended = 2,

    /// <summary>In the grace period (宽限期).</summary>
    Grace = 3,

    /// <summary>Not yet effective.</summary>
    Pending = 4,

    /// <summary>An incentive held back by an adverse entry (交叉比对).</summary>
    Held = 5,

    /// <summary>Exempted for this item on this day.</summary>
    Exempted = 6,

    /// <summary>The subject left the list and is monitored (信用重点监测).</summary>
    Monitored = 7,

    /// <summary>Recommended, not adopted in this region.</summary>
    NotAdopted = 8,

    /// <summary>An incentive that cannot be cross-checked (交叉比对): an adverse public list of some field is not loaded or silent here. No effect.</summary>
    /// <remarks>Source: 000 二(一).</remarks>
    NotCrossChecked = 9,
}
