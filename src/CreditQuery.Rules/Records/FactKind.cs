namespace CreditQuery.Rules.Records;

/// <summary>Kind of a dated fact about an entry or slot.</summary>
public enum FactKind : byte
{
    /// <summary>Not set.</summary>
    Unspecified = 0,

    /// <summary>An objection accepted by the recogniser (异议); what it does is the catalogue's.</summary>
    Objection = 1,

    /// <summary>A court's order that suspends the entry.</summary>
    Stay = 2,

    /// <summary>A temporary lifting for items and days (临时解除).</summary>
    Exemption = 3,

    /// <summary>The entry counts in one more region.</summary>
    Recognition = 4,
}
