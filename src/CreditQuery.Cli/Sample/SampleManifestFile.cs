namespace CreditQuery.Cli.Sample;

/// <summary>A file of a sample.</summary>
/// <param name="Name">Path below the directory.</param>
/// <param name="Rows">Rows, the header line not counted.</param>
/// <param name="ListType">List type of its rows; empty: not a list.</param>
/// <param name="Issuer">Issuer of its entry ids.</param>
internal sealed record SampleManifestFile(string Name, long Rows, string ListType, string Issuer);
