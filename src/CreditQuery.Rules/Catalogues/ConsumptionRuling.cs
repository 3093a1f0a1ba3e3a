namespace CreditQuery.Rules.Catalogues;

/// <summary>What a row of Tables A and B says for one column (rule set).</summary>
public enum ConsumptionRuling : byte
{
    /// <summary>The rule set does not touch this item.</summary>
    Untouched = 0,

    /// <summary>Allowed.</summary>
    Allowed = 1,

    /// <summary>No source settles it; the note says why.</summary>
    Undetermined = 2,

    /// <summary>Restricted.</summary>
    Restricted = 3,
}
