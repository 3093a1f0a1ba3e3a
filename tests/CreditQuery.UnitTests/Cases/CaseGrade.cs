namespace CreditQuery.UnitTests.Cases;

/// <summary>A grade of a subject.</summary>
internal sealed class CaseGrade
{
    public string Scheme { get; set; } = "";

    public string Value { get; set; } = "";

    public string On { get; set; } = "";

    public string To { get; set; } = "";
}
