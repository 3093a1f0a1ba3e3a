namespace CreditQuery.Server.Checks.Wire;

/// <summary>What a measure of the catalogue contributes to answers, whole fields of an applied measure.</summary>
/// <param name="Code">Its code; the same field in the measure of a batch.</param>
/// <param name="NameAndKind">Name and kind.</param>
/// <param name="Parameters">Parameters by name.</param>
/// <param name="LegalBases">Legal bases, for explanations.</param>
internal readonly record struct MeasureBytes(byte[] Code, byte[] NameAndKind, byte[] Parameters, byte[] LegalBases);
