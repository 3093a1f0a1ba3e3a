namespace CreditQuery.Rules.Catalogues;

/// <summary>One row of Tables A and B.</summary>
public sealed class ConsumptionRow
{
    /// <summary>Mode.</summary>
    public required ConsumptionMode Mode { get; init; }

    /// <summary>Item of consumption.</summary>
    public required ConsumptionItem Item { get; init; }

    /// <summary>Values of the request by name; <c>*</c> stands for any.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Match { get; init; }

    /// <summary>Ruling per column, by index of <see cref="Catalogue.ConsumptionColumns"/>.</summary>
    public required IReadOnlyList<ConsumptionRuling> Rulings { get; init; }

    /// <summary>Why a ruling is undetermined; empty if none is.</summary>
    public string Note { get; init; } = "";
}
