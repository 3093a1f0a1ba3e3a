namespace CreditQuery.UnitTests.Cases;

/// <summary>One file of policy cases.</summary>
internal sealed class PolicyCaseFile
{
    public List<PolicyCase> Cases { get; set; } = [];
}
