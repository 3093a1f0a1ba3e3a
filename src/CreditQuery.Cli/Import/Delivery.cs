using CreditQuery.Protos.V1;

namespace CreditQuery.Cli.Import;

/// <summary>What the files of one command have in common: together they are what their source delivers.</summary>
internal sealed class Delivery
{
    /// <summary>The operator accepts that rows are missing.</summary>
    public bool AcceptsRejected { get; init; }

    /// <summary>Tells a new import of the same files from the ones before; empty: what was applied before is not repeated.</summary>
    public string Nonce { get; init; } = "";

    /// <summary>Rows missing so far.</summary>
    public ulong MissingRows { get; set; }

    /// <summary>What the registry did with the source, where rows are missing.</summary>
    public SourceOutcome Source { get; set; }
}
