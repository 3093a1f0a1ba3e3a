namespace CreditQuery.Rules.Catalogues;

/// <summary>How grave a finding in a catalogue file is.</summary>
public enum FindingSeverity : byte
{
    /// <summary>Not set.</summary>
    Unspecified = 0,

    /// <summary>The file is refused.</summary>
    Error = 1,

    /// <summary>The file loads; the finding is reported.</summary>
    Warning = 2,
}
