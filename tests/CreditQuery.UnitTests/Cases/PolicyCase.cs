namespace CreditQuery.UnitTests.Cases;

/// <summary>One policy case: what is known, what is asked, what the law answers. See README.md.</summary>
internal sealed class PolicyCase
{
    public string Name { get; set; } = "";

    public string Source { get; set; } = "";

    /// <summary>Functions of the papers (F001 to F258) that bite here.</summary>
    public List<string> Functions { get; set; } = [];

    /// <summary>Functions that nearly bite here and do not.</summary>
    public List<string> NearMissOf { get; set; } = [];

    public List<string> Catalogues { get; set; } = ["seed-2016-2019", "cn-2026"];

    /// <summary>Local data added to the catalogue: a file of the folder Local; empty: none.</summary>
    public string With { get; set; } = "";

    /// <summary>Changes made in a registry before the question; the check is then about a subject named by <see cref="About"/>.</summary>
    public List<Dictionary<string, object>> Changes { get; set; } = [];

    /// <summary>Name of the subject asked about, where changes are given: unit, unit2, person, child…</summary>
    public string About { get; set; } = "";

    /// <summary>The identifier as the caller writes it; empty: that of <see cref="About"/>.</summary>
    public string Written { get; set; } = "";

    /// <summary>Name that the caller states; empty: none.</summary>
    public string Called { get; set; } = "";

    /// <summary>Scenario of the check; empty with changes that are all refused: nothing is asked.</summary>
    public string Scenario { get; set; } = "";

    public string AsOf { get; set; } = "";

    public string Region { get; set; } = "310000";

    public Dictionary<string, Dictionary<string, string>> Item { get; set; } = [];

    public string Role { get; set; } = "";

    public CaseSubject Subject { get; set; } = new();

    public List<CaseParty> Parties { get; set; } = [];

    public CaseExpectation Expect { get; set; } = new();
}
