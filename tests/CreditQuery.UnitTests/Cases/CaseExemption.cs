namespace CreditQuery.UnitTests.Cases;

/// <summary>A temporary lifting of an entry.</summary>
internal sealed class CaseExemption
{
    public List<string> Items { get; set; } = [];

    public string From { get; set; } = "";

    public string To { get; set; } = "";
}
