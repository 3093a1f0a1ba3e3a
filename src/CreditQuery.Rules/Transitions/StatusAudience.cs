namespace CreditQuery.Rules.Transitions;

/// <summary>Whom a change of an entry concerns. An entry that is put again on another list, or in another region, or whose subject becomes of another kind, changes for
/// those who want both, ends for those who want it as it was alone, and begins for those who want it as it is alone. The numbers are those of the journal's JournalAudience.</summary>
/// <remarks>Source: ADR 0029.</remarks>
public enum StatusAudience : byte
{
    /// <summary>Whoever wants its list type, region and kind of subject; the kind before, where it is gone.</summary>
    Unspecified = 0,

    /// <summary>Who wants it as it was and as it is.</summary>
    Keeps = 1,

    /// <summary>Who wants it as it was alone: it ends for them.</summary>
    Loses = 2,

    /// <summary>Who wants it as it is alone: it begins for them.</summary>
    Gains = 3,
}
