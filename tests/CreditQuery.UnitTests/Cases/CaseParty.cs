namespace CreditQuery.UnitTests.Cases;

/// <summary>One more subject of a case.</summary>
internal sealed class CaseParty
{
    public string Role { get; set; } = "";

    public CaseSubject Subject { get; set; } = new();
}
