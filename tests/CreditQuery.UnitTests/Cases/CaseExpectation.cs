namespace CreditQuery.UnitTests.Cases;

/// <summary>What a case expects; what it does not name is not looked at.</summary>
internal sealed class CaseExpectation
{
    public string Conclusion { get; set; } = "";

    public List<string> Reasons { get; set; } = [];

    public string Consumption { get; set; } = "";

    public Dictionary<string, string> Measures { get; set; } = [];

    public Dictionary<string, string> Effects { get; set; } = [];

    public List<string> References { get; set; } = [];

    public List<string> Without { get; set; } = [];

    public List<string> Disputed { get; set; } = [];

    public string CleanYears { get; set; } = "";

    public string GreenChannel { get; set; } = "";

    public bool? NotifyAndCommit { get; set; }

    public string Signal { get; set; } = "";

    public string Level { get; set; } = "";

    public int? ConsortiumBlockedBy { get; set; }
}
