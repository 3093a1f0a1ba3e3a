using System.Globalization;
using CreditQuery.Protos.V1;
using Spectre.Console;

namespace CreditQuery.Cli.Output;

/// <summary>The state of log and node, for a person.</summary>
internal static class StatusView
{
    private const int ShownLists = 6;

    public static void Write(IAnsiConsole console, GetLogStatusResponse status)
    {
        var grid = new Grid().AddColumn().AddColumn();
        Row(grid, "epoch", status.Epoch);
        Row(grid, "head / applied / oldest", $"{status.HeadRevision} / {status.AppliedRevision} / {status.OldestRevision}");
        Row(grid, "staleness", status.Staleness is null ? "" : string.Create(CultureInfo.InvariantCulture, $"{status.Staleness.ToTimeSpan().TotalMilliseconds:0} ms"));
        Row(grid, "durability", status.Durability);
        Row(grid, "catalogue", status.CatalogueVersion);
        Row(grid, "subjects", status.Subjects.ToString("N0", CultureInfo.InvariantCulture));
        Row(grid, "index", string.Create(CultureInfo.InvariantCulture, $"{status.IndexBytes / 1048576.0:N1} MiB, records {status.IndexFill:P0} of their memory"));
        Row(grid, "quarantined / orphans", $"{status.Quarantined} / {status.Orphans}");
        console.Write(grid);
        foreach (var warning in status.Warnings)
        {
            console.MarkupLineInterpolated($"[yellow]{warning.Code}[/] {warning.Text} See {warning.Help}.");
        }

        Sources(console, status);
        Coverage(console, status);
    }

    private static void Sources(IAnsiConsole console, GetLogStatusResponse status)
    {
        if (status.Sources.Count == 0)
        {
            console.MarkupLine("[yellow]No source is registered: nothing can be CLEAR. creditq import registers one with --source, --list-types and --regions.[/]");
            return;
        }

        var table = new Table { Border = TableBorder.Rounded, Title = new TableTitle("来源 Sources") };
        table.AddColumns("source", "lists", "regions", "coverage from", "last change", "");
        foreach (var source in status.Sources)
        {
            var lists = string.Join(", ", source.ListTypes.Take(ShownLists)) + (source.ListTypes.Count > ShownLists ? $" … ({source.ListTypes.Count})" : "");
            table.AddRow(
                Markup.Escape(source.Source),
                Markup.Escape(lists),
                string.Join(", ", source.Regions),
                source.CoverageFrom,
                source.LastChangeAt?.ToDateTime().ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "",
                Mark(source));
        }

        console.Write(table);
    }

    private static string Mark(SourceStatus source)
    {
        var missing = string.Create(CultureInfo.InvariantCulture, $"{source.MissingRows:N0} rows missing");
        return source switch
        {
            { Withheld: true } => $"[red]{missing}: covers nothing[/]",
            { Silent: true } => "[red]silent[/]",
            { MissingRows: > 0 } => $"[yellow]{missing}, accepted[/]",
            _ => "",
        };
    }

    private static void Coverage(IAnsiConsole console, GetLogStatusResponse status)
    {
        var gaps = status.Coverage.Where(c => c.NotLoaded.Count > 0 || c.Silent.Count > 0).ToList();
        if (gaps.Count == 0)
        {
            return;
        }

        var table = new Table { Border = TableBorder.Rounded, Title = new TableTitle("场景缺口 Scenarios that cannot be CLEAR") };
        table.AddColumns("scenarios", "not loaded", "silent");
        foreach (var same in gaps.GroupBy(g => (NotLoaded: string.Join(", ", g.NotLoaded), Silent: string.Join(", ", g.Silent))))
        {
            table.AddRow(Markup.Escape(string.Join(", ", same.Select(g => g.Scenario))), Markup.Escape(same.Key.NotLoaded), Markup.Escape(same.Key.Silent));
        }

        console.Write(table);
    }

    private static void Row(Grid grid, string name, string value) => grid.AddRow(new Markup($"[grey]{name}[/]"), new Text(value));
}
