using System.Collections.Frozen;
using CreditQuery.Protos.V1;

namespace CreditQuery.Index;

/// <summary>What became of one change set.</summary>
public sealed class AppliedSet
{
    /// <summary>Its revision.</summary>
    public required ulong Revision { get; init; }

    /// <summary>One outcome per change, in order; of a duplicate the first ones. Empty for a quarantined event.</summary>
    public required IReadOnlyList<ChangeOutcome> Outcomes { get; init; }

    /// <summary>The change id was applied before with the same content: no effect, the first outcomes again.</summary>
    public bool IsDuplicate { get; init; }

    /// <summary>For a duplicate the revision of the first application, else <see cref="Revision"/>.</summary>
    public ulong FirstRevision { get; init; }

    /// <summary>The event could not be applied; its reason is in the snapshot's quarantine.</summary>
    public bool IsQuarantined { get; init; }

    /// <summary>The records that the set wrote, in the order of their keys; empty if it had no effect.</summary>
    public IReadOnlyList<RecordChange> Records { get; init; } = [];

    /// <summary>Ids of the entries that the set corrected; empty for almost every set.</summary>
    public IReadOnlySet<string> CorrectedEntries { get; init; } = FrozenSet<string>.Empty;

    /// <summary>The set put a catalogue version.</summary>
    public bool ChangedCatalogue { get; init; }
}
