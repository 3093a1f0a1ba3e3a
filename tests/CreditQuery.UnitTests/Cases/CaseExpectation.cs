namespace CreditQuery.UnitTests.Cases;

/// <summary>What a case expects; what it does not name is not looked at.</summary>
internal sealed class CaseExpectation
{
    public string Conclusion { get; set; } = "";

    public string Identity { get; set; } = "";

    /// <summary>True if there is something that could be wrong.</summary>
    public bool Says => (Conclusion + Consumption + GreenChannel + CleanYears + Signal + Level).Length > 0 || Measures.Count + References.Count + Without.Count
        + WithoutReferences.Count + Flags.Count + WithoutFlags.Count + Disputed.Count > 0 || BonusPoints.Length + Ratings.Length > 0 || Eligible is not null;

    public List<string> Reasons { get; set; } = [];

    public string Consumption { get; set; } = "";

    public Dictionary<string, string> Measures { get; set; } = [];

    public Dictionary<string, string> Effects { get; set; } = [];

    public List<string> References { get; set; } = [];

    public List<string> Without { get; set; } = [];

    public List<string> Disputed { get; set; } = [];

    public string CleanYears { get; set; } = "";

    public string GreenChannel { get; set; } = "";

    public bool? AcceptWithDeficiency { get; set; }

    public bool? NotifyAndCommit { get; set; }

    public bool? Eligible { get; set; }

    public string Signal { get; set; } = "";

    public string Level { get; set; } = "";

    public string Factor { get; set; } = "";

    public string OwnField { get; set; } = "";

    public string CrossField { get; set; } = "";

    public string BonusPoints { get; set; } = "";

    /// <summary>Third-party ratings, "agency/scale value", "; " between them; none if there are none.</summary>
    public string Ratings { get; set; } = "";

    public List<string> Alternatives { get; set; } = [];

    public List<string> Flags { get; set; } = [];

    public List<string> WithoutFlags { get; set; } = [];

    public string Via { get; set; } = "";

    public Dictionary<string, string> ValidUntil { get; set; } = [];

    public List<string> WithoutReferences { get; set; } = [];

    public string NextChange { get; set; } = "";

    public string CleanSince { get; set; } = "";

    public Dictionary<string, string> WhyNot { get; set; } = [];

    public int? ConsortiumBlockedBy { get; set; }
}
