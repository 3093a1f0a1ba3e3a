namespace CreditQuery.UnitTests.Cases.Coverage;

/// <summary>What serves one function of the papers beside policy cases.</summary>
internal sealed class FunctionRow
{
    public string Id { get; set; } = "";

    public string Theme { get; set; } = "";

    public string Title { get; set; } = "";

    /// <summary>Types of src that do it.</summary>
    public List<string> Code { get; set; } = [];

    /// <summary>Tests that show it, as class and method.</summary>
    public List<string> Tests { get; set; } = [];

    /// <summary>Theme for which a part is planned; empty: none.</summary>
    public string Planned { get; set; } = "";

    /// <summary>What that part waits for.</summary>
    public string Needs { get; set; } = "";

    /// <summary>The part that is planned.</summary>
    public string Part { get; set; } = "";

    /// <summary>Why it is no part of this service; empty: it is.</summary>
    public string Outside { get; set; } = "";

    /// <summary>What is missing, or stands elsewhere.</summary>
    public string Note { get; set; } = "";
}
