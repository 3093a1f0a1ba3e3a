using CreditQuery.Protos.V1;
using Google.Protobuf.Collections;
using Spectre.Console;

namespace CreditQuery.Cli.Output;

/// <summary>Everything known of one subject, for a person.</summary>
internal static class SubjectView
{
    public static void Write(IAnsiConsole console, GetSubjectResponse answer)
    {
        console.MarkupLineInterpolated($"[bold]{answer.Name} {answer.SubjectMask}[/]   {CheckView.Upper(answer.Identity)} {Words.Zh(answer.Identity)}   {CheckView.Upper(answer.Kind)} {answer.Region} {answer.IndustryCode} {answer.EstablishedOn}");
        Entries(console, "名单记录 Entries", answer.Entries);
        Entries(console, "经由单位 Through units", answer.DerivedEntries);
        foreach (var link in answer.Links)
        {
            console.MarkupLineInterpolated($"关联 {Words.Zh(link.Role)} {link.SubjectMask} {link.From} – {link.To}");
        }

        foreach (var grade in answer.Grades)
        {
            console.MarkupLineInterpolated($"等级 {grade.Scheme} [bold]{grade.Value}[/] {grade.GradedOn} {grade.ValidTo}");
        }

        foreach (var commitment in answer.Commitments)
        {
            console.MarkupLineInterpolated($"承诺 {commitment.CommitmentId} {commitment.Type} {commitment.DueOn} {commitment.State}");
        }

        if (answer.FormerNamesUntil.Count > 0)
        {
            console.MarkupLineInterpolated($"曾用名 Former names until: {string.Join(", ", answer.FormerNamesUntil)}");
        }

        Scenarios(console, answer.Scenarios);
        console.MarkupLineInterpolated($"连续三年无不良记录: {Words.Zh(answer.ThreeCleanYears)} {answer.CleanSince}");
        console.MarkupLineInterpolated($"[grey]revision {answer.Freshness?.Revision} (subject {answer.SubjectRevision}), {answer.Freshness?.CatalogueVersion}[/]");
    }

    private static void Entries(IAnsiConsole console, string title, RepeatedField<EntryStatus> entries)
    {
        if (entries.Count == 0)
        {
            return;
        }

        var table = new Table { Border = TableBorder.Rounded, Title = new TableTitle(title) };
        table.AddColumns("名单", "状态", "记录", "决定", "自", "至", "事由");
        foreach (var entry in entries)
        {
            table.AddRow(
                Markup.Escape($"{entry.ListTypeZh} ({entry.ListType})"),
                Words.Zh(entry.State) + (entry.Disputed is null ? "" : " 异议中"),
                Markup.Escape(entry.EntryId),
                Markup.Escape($"{entry.Decision?.Number} {entry.Decision?.AuthorityZh}"),
                entry.ValidFrom,
                entry.ValidTo.Length > 0 ? entry.ValidTo : "履行完毕",
                Markup.Escape(entry.CauseText));
        }

        console.Write(table);
    }

    /// <summary>One row per scenario with measures: there are dozens of scenarios.</summary>
    private static void Scenarios(IAnsiConsole console, RepeatedField<ScenarioMeasures> scenarios)
    {
        var table = new Table { Border = TableBorder.Rounded, Title = new TableTitle("场景 Scenarios") };
        table.AddColumns("场景", "结论", "措施");
        foreach (var scenario in scenarios.Where(s => s.Measures.Count > 0))
        {
            var measures = scenario.Measures.Select(m => m.NameZh + (m.State == MeasureState.Active ? "" : $"（{Words.Zh(m.State)}）")).Distinct();
            table.AddRow(
                Markup.Escape(scenario.Scenario),
                scenario.Conclusion == Conclusion.Unspecified ? "依事项 by item" : $"[{Words.Colour(scenario.Conclusion)}]{CheckView.Upper(scenario.Conclusion)}[/]",
                Markup.Escape(string.Join("；", measures)));
        }

        if (table.Rows.Count > 0)
        {
            console.Write(table);
        }
    }
}
