namespace CreditQuery.UnitTests.Cases;

/// <summary>One policy case: what is known, what is asked, what the law answers. See README.md.</summary>
internal sealed class PolicyCase
{
    public string Name { get; set; } = "";

    public string Source { get; set; } = "";

    public List<string> Catalogues { get; set; } = ["seed-2016-2019", "cn-2026"];

    public string Scenario { get; set; } = "";

    public string AsOf { get; set; } = "";

    public string Region { get; set; } = "310000";

    public Dictionary<string, Dictionary<string, string>> Item { get; set; } = [];

    public string Role { get; set; } = "";

    public CaseSubject Subject { get; set; } = new();

    public List<CaseParty> Parties { get; set; } = [];

    public CaseExpectation Expect { get; set; } = new();
}
