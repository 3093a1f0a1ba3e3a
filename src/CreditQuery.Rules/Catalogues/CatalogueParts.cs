namespace CreditQuery.Rules.Catalogues;

/// <summary>What a validated file holds; arrays are owned and never changed.</summary>
internal sealed record CatalogueParts
{
    public required string Name { get; init; }

    public required string TitleZh { get; init; }

    public required int EffectiveFrom { get; init; }

    public required string Version { get; init; }

    public required ReadOnlyMemory<byte> Content { get; init; }

    public required LegalBasis[] LegalBases { get; init; }

    public required Department[] Departments { get; init; }

    public required FieldDefinition[] Fields { get; init; }

    public required GovernanceArea[] GovernanceAreas { get; init; }

    public required Memorandum[] Memoranda { get; init; }

    public required SeverityScheme[] SeveritySchemes { get; init; }

    public required GradeScheme[] GradeSchemes { get; init; }

    public required ListTypeDefinition[] ListTypes { get; init; }

    public required MeasureDefinition[] Measures { get; init; }

    public required ScenarioDefinition[] Scenarios { get; init; }

    public required ConsumptionRow[] ConsumptionRows { get; init; }

    public required string[] ConsumptionColumns { get; init; }

    public required ConsumptionRule[] ConsumptionRules { get; init; }

    public required TenderScheme[] TenderSchemes { get; init; }

    public required SupervisionFactor[] SupervisionFactors { get; init; }

    public required PriceSignalRule[] PriceSignals { get; init; }

    public required BehaviourRule[] BehaviourRules { get; init; }

    public required WorkingDays WorkingDays { get; init; }
}
