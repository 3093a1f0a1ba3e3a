using CreditQuery.Rules.Periods;

namespace CreditQuery.Rules.Catalogues;

/// <summary>A region's adoption of a recommended measure.</summary>
/// <param name="Region">Region; includes everything below it.</param>
/// <param name="Days">Days of the adoption.</param>
/// <remarks>Source: 001 四(二十)44 (F053).</remarks>
public readonly record struct MeasureAdoption(int Region, DayRange Days);
