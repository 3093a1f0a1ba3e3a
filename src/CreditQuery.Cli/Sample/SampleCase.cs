namespace CreditQuery.Cli.Sample;

/// <summary>Something to try with a sample.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Identifier">The subject asked about.</param>
/// <param name="Command">Command line that asks.</param>
/// <param name="Expect">Conclusion that the catalogue cn-2026 gives.</param>
internal sealed record SampleCase(string Title, string Identifier, string Command, string Expect);
