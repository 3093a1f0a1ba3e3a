namespace CreditQuery.UnitTests.Cases.Coverage;

/// <summary>The file functions.yaml, with the policy cases of each function.</summary>
internal sealed class FunctionTable
{
    public Dictionary<string, string> Themes { get; set; } = [];

    public List<FunctionRow> Functions { get; set; } = [];

    public static FunctionTable Read() => PolicyCases.ReadYaml<FunctionTable>(Path.Combine(PolicyCases.Folder, "Coverage", "functions.yaml"));

    /// <summary>Cases in which the function bites, in the order of the files.</summary>
    public static IReadOnlyList<PolicyCase> BitesOf(string function) => [.. PolicyCases.All.Where(c => c.Functions.Contains(function))];

    /// <summary>Cases in which it nearly bites and does not.</summary>
    public static IReadOnlyList<PolicyCase> NearMissesOf(string function) => [.. PolicyCases.All.Where(c => c.NearMissOf.Contains(function))];
}
