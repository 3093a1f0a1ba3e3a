namespace CreditQuery.Rules.Checks;

/// <summary>State of a list entry on a day. The numbers are those of the contract.</summary>
/// <remarks>Source: architecture, chapter 4.</remarks>
public enum EntryState : byte
{
    /// <summary>Not set.</summary>
    Unspecified = 0,

    /// <summary>In force.</summary>
    Active = 1,

    /// <summary>Not yet effective.</summary>
    Pending = 2,

    /// <summary>In its grace period (宽限期).</summary>
    Grace = 3,

    /// <summary>Suspended by an objection or a stay.</summary>
    Suspended = 4,

    /// <summary>Its last day is over.</summary>
    Expired = 5,

    /// <summary>Left the list.</summary>
    Exited = 6,

    /// <summary>Left the list and is monitored until a day.</summary>
    Monitored = 7,

    /// <summary>Repaired (信用修复): in no answer.</summary>
    Repaired = 8,

    /// <summary>Revoked (撤销): as if it had never been.</summary>
    Revoked = 9,

    /// <summary>A red entry held back by an adverse entry.</summary>
    Held = 10,
}
