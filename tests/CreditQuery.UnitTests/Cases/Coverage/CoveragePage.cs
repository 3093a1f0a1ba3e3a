using System.Globalization;
using System.Text;

namespace CreditQuery.UnitTests.Cases.Coverage;

/// <summary>Writes docs/policy-coverage.md from the cases and functions.yaml.</summary>
internal static class CoveragePage
{
    public static string Render(FunctionTable table)
    {
        var page = new StringBuilder();
        page.Append("""
            # What serves the functions of the five papers

            Made by `PolicyCoverageTests` from the policy cases and `tests/CreditQuery.UnitTests/Cases/Coverage/functions.yaml`; do not edit. Write it again with
            `CREDITQUERY_WRITE_PAGES=1 dotnet test tests/CreditQuery.UnitTests --filter-class "*.PolicyCoverageTests"`.

            Each function F001 to F258 is served by policy cases (files in `tests/CreditQuery.UnitTests/Cases`: those in which it bites, and near misses in
            which it does not), by a part of the code with a test that shows it, is planned for a theme that waits for receipts, audit, feedback,
            statistics, scores or publicity, or lies outside, with the reason.


            """);
        AppendTotals(page, table);
        foreach (var (theme, title) in table.Themes)
        {
            page.Append(CultureInfo.InvariantCulture, $"\n## {theme}. {title}\n");
            foreach (var row in table.Functions.Where(f => f.Theme == theme))
            {
                Append(page, row);
            }
        }

        return page.ToString();
    }

    private static void AppendTotals(StringBuilder page, FunctionTable table)
    {
        var rows = table.Functions;
        page.Append("| functions | |\n|---|---|\n");
        Total("all", rows.Count);
        Total("with policy cases", rows.Count(r => FunctionTable.BitesOf(r.Id).Count > 0));
        Total("by code and tests alone", rows.Count(r => r.Code.Count > 0 && FunctionTable.BitesOf(r.Id).Count == 0));
        Total("with a part that is planned", rows.Count(r => r.Planned.Length > 0));
        Total("of these, planned alone", rows.Count(r => r.Planned.Length > 0 && r.Code.Count == 0 && FunctionTable.BitesOf(r.Id).Count == 0));
        Total("outside", rows.Count(r => r.Outside.Length > 0));
        Total("policy cases", PolicyCases.All.Count());

        void Total(string what, int count) => page.Append(CultureInfo.InvariantCulture, $"| {what} | {count} |\n");
    }

    private static void Append(StringBuilder page, FunctionRow row)
    {
        page.Append(CultureInfo.InvariantCulture, $"\n**{row.Id}** {row.Title}\n\n");
        AppendCases(page, "bites", FunctionTable.BitesOf(row.Id));
        AppendCases(page, "near miss", FunctionTable.NearMissesOf(row.Id));
        if (row.Code.Count > 0)
        {
            page.Append(CultureInfo.InvariantCulture, $"- code: {Ticked(row.Code)}; shown by {Ticked(row.Tests)}\n");
        }

        if (row.Planned.Length > 0)
        {
            page.Append(CultureInfo.InvariantCulture, $"- planned: {row.Planned} ({row.Needs}): {row.Part}\n");
        }

        if (row.Outside.Length > 0)
        {
            page.Append(CultureInfo.InvariantCulture, $"- outside: {row.Outside}\n");
        }

        if (row.Note.Length > 0)
        {
            page.Append(CultureInfo.InvariantCulture, $"- note: {row.Note}\n");
        }
    }

    private static void AppendCases(StringBuilder page, string what, IReadOnlyList<PolicyCase> cases)
    {
        if (cases.Count > 0)
        {
            page.Append(CultureInfo.InvariantCulture, $"- {what}: {string.Join(" · ", cases.Select(c => c.Name))}\n");
        }
    }

    private static string Ticked(List<string> names) => string.Join(", ", names.Select(n => $"`{n}`"));
}
