using CreditQuery.Rules.Periods;

namespace CreditQuery.Index;

/// <summary>A region's adoption of a recommended measure, as the log records it.</summary>
/// <param name="Measure">Code of the measure.</param>
/// <param name="Region">Region, GB/T 2260, as a number.</param>
/// <param name="Department">Department that adopts; empty: all of the region.</param>
/// <param name="Days">Days of the adoption; given up from the day after the last one.</param>
/// <param name="DocumentNo">The document.</param>
/// <remarks>Source: 001 四(二十)44 (F053).</remarks>
public sealed record RecordedAdoption(string Measure, int Region, string Department, DayRange Days, string DocumentNo);
