namespace CreditQuery.UnitTests.Rules.Catalogues;

/// <summary>The words of one paper for one measure.</summary>
/// <param name="Code">Measure.</param>
/// <param name="Wording">Quote.</param>
/// <param name="Source">Paper and article.</param>
internal sealed record SeedWording(string Code, string Wording, string Source);
