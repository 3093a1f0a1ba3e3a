namespace CreditQuery.Log;

/// <summary>A setting under which the log may lose what it acknowledged, although it works.</summary>
/// <param name="Code">A word in capitals: a contract once released.</param>
/// <param name="Text">A sentence.</param>
/// <param name="Help">Heading of the documents that says what to do.</param>
public sealed record LogWarning(string Code, string Text, string Help);
