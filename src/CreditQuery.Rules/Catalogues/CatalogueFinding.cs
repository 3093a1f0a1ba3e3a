namespace CreditQuery.Rules.Catalogues;

/// <summary>Something wrong or remarkable in a catalogue file.</summary>
/// <param name="Severity">Error or warning.</param>
/// <param name="Path">Path in the file, for instance <c>measures[limit_air_travel].legal_basis[0].id</c>.</param>
/// <param name="Reason">Why.</param>
/// <param name="Line">Line, from 1; 0 if unknown.</param>
public sealed record CatalogueFinding(FindingSeverity Severity, string Path, string Reason, int Line)
{
    /// <inheritdoc/>
    public override string ToString() => $"{(Severity == FindingSeverity.Error ? "error" : "warning")} line {Line} {Path}: {Reason}";
}
