using System.Globalization;
using CreditQuery.Protos.V1;
using Google.Protobuf.Collections;
using Spectre.Console;

namespace CreditQuery.Cli.Output;

/// <summary>The answer to one check, for a person.</summary>
internal static class CheckView
{
    public static void Write(IAnsiConsole console, CheckSubjectRequest request, CheckSubjectResponse answer)
    {
        var colour = Words.Colour(answer.Conclusion);
        console.MarkupLine($"[bold {colour}]{Upper(answer.Conclusion)}[/] {Words.Zh(answer.Conclusion)}   {Upper(answer.Identity)} {Words.Zh(answer.Identity)}");
        foreach (var reason in answer.IndeterminateReasons)
        {
            console.MarkupLine($"  [magenta]{Upper(reason)}[/]");
        }

        if (answer.IdentifierFindings.Count > 0)
        {
            console.MarkupLineInterpolated($"  identifier: {string.Join(", ", answer.IdentifierFindings.Select(f => Upper(f)))}");
        }

        Measures(console, "措施 Measures", answer.Measures);
        Measures(console, "参考 References", answer.References);
        Advice(console, answer);
        Parties(console, request, answer);
        Explanation(console, answer.Explanation);
        Foot(console, answer);
    }

    /// <summary>Writes a table of measures; nothing if there are none.</summary>
    public static void Measures(IAnsiConsole console, string title, RepeatedField<AppliedMeasure> measures)
    {
        if (measures.Count == 0)
        {
            return;
        }

        var table = new Table { Border = TableBorder.Rounded, Title = new TableTitle(title) };
        table.AddColumns("措施", "Code", "效力", "状态", "名单 · 记录", "至");
        foreach (var measure in measures)
        {
            var disputed = measure.Disputed is null ? "" : $" 异议中（{measure.Disputed.Since}）";
            var via = measure.Via is null ? "" : $" 经由 {measure.Via.SubjectMask}（{Words.Zh(measure.Via.Role)}）";
            table.AddRow(
                Markup.Escape(measure.NameZh),
                Markup.Escape(measure.Code),
                Words.Zh(measure.Effect),
                Words.Zh(measure.State) + disputed,
                Markup.Escape(measure.EntryId.Length > 0 ? $"{measure.ListType} · {measure.EntryId}{via}" : ""),
                measure.ValidUntil.Length > 0 ? measure.ValidUntil : measure.EntryId.Length > 0 ? "履行完毕" : "");
        }

        console.Write(table);
        Bases(console, measures);
    }

    public static string Upper<T>(T value)
        where T : struct, Enum
        => string.Concat(value.ToString().Select((c, i) => i > 0 && char.IsUpper(c) ? "_" + c : char.ToUpperInvariant(c).ToString()));

    /// <summary>Legal bases are there with --explain only; each is written once.</summary>
    private static void Bases(IAnsiConsole console, RepeatedField<AppliedMeasure> measures)
    {
        foreach (var group in measures.SelectMany(m => m.LegalBasis.Select(b => (m.Code, Basis: b))).Distinct().GroupBy(x => x.Code))
        {
            console.MarkupLineInterpolated($"  [bold]{group.Key}[/]");
            foreach (var (_, basis) in group)
            {
                console.MarkupLineInterpolated($"    依据 {basis.Title} {basis.Article} ({basis.BasisClass})");
            }
        }
    }

    private static void Advice(IAnsiConsole console, CheckSubjectResponse answer)
    {
        var advice = answer.AdviceCase switch
        {
            CheckSubjectResponse.AdviceOneofCase.Consumption => $"{Words.Zh(answer.Consumption.Decision)} {Upper(answer.Consumption.Decision)}"
                + (answer.Consumption.AllowedAlternatives.Count > 0 ? $"; allowed: {string.Join(", ", answer.Consumption.AllowedAlternatives)}" : "")
                + (answer.Consumption.ExemptionId.Length > 0 ? $"; exemption {answer.Consumption.ExemptionId}" : "")
                + (answer.Consumption.Note.Length > 0 ? $"; {answer.Consumption.Note}" : ""),
            CheckSubjectResponse.AdviceOneofCase.Tender => $"bonus points {Or(answer.Tender.BonusPoints, "none")}"
                + (answer.Tender.ConsortiumBlockedBy > 0 ? $"; consortium limited by party {answer.Tender.ConsortiumBlockedBy}" : "")
                + Ratings(answer.Tender.Ratings),
            CheckSubjectResponse.AdviceOneofCase.Approval => $"green channel {Yes(answer.Approval.GreenChannel)} {answer.Approval.Ground}; "
                + $"accept with deficiency {Yes(answer.Approval.AcceptWithDeficiency)}; notify and commit {Yes(answer.Approval.NotifyAndCommit)}",
            CheckSubjectResponse.AdviceOneofCase.Pricing => $"signal {answer.Pricing.Signal} {answer.Pricing.Tier}; {answer.Pricing.Note}",
            CheckSubjectResponse.AdviceOneofCase.Inspection => $"level {answer.Inspection.Level} {answer.Inspection.FrequencyFactor}",
            CheckSubjectResponse.AdviceOneofCase.Other => $"eligible {Yes(answer.Other.Eligible)} {string.Join(", ", answer.Other.Flags)}",
            _ => "",
        };
        if (advice.Length > 0)
        {
            console.MarkupLineInterpolated($"建议 Advice: [bold]{advice.TrimEnd()}[/]");
        }
    }

    private static string Ratings(IEnumerable<RatingReport> ratings) =>
        string.Concat(ratings.Select(r => $"; rated {r.Value} by {r.Agency} ({r.Scale}), for information"));

    private static void Parties(IAnsiConsole console, CheckSubjectRequest request, CheckSubjectResponse answer)
    {
        for (var i = 0; i < answer.PartyResults.Count; i++)
        {
            var result = answer.PartyResults[i];
            var subject = i < request.Parties.Count ? request.Parties[i].Subject.Value : "";
            console.MarkupLine($"当事人 {i + 1} {Markup.Escape(result.Role)} {Markup.Escape(subject)}: [{Words.Colour(result.Conclusion)}]{Upper(result.Conclusion)}[/] {Words.Zh(result.Identity)}{Markup.Escape(Ratings(result.Ratings))}");
            Measures(console, $"当事人 {i + 1}", result.Measures);
        }
    }

    private static void Explanation(IAnsiConsole console, Explanation? explanation)
    {
        if (explanation is null)
        {
            return;
        }

        foreach (var (title, reasons) in new[] { ("理由 Why", explanation.Why), ("未适用 Why not", explanation.WhyNot) })
        {
            foreach (var reason in reasons)
            {
                console.MarkupLineInterpolated($"{title}: [bold]{reason.Code}[/] {reason.EntryId} {reason.Reason} {reason.Condition}");
                if (reason.Decision is { } decision)
                {
                    console.MarkupLineInterpolated($"    决定 {decision.Number} {Or(decision.AuthorityZh, decision.Authority)} {decision.DecidedOn} {decision.Contact}");
                }

                foreach (var basis in reason.LegalBasis)
                {
                    console.MarkupLineInterpolated($"    依据 {basis.Title} {basis.Article} ({basis.BasisClass})");
                }
            }
        }
    }

    private static void Foot(IAnsiConsole console, CheckSubjectResponse answer)
    {
        if (answer.ThreeCleanYears != ThreeCleanYears.Unspecified)
        {
            console.MarkupLineInterpolated($"连续三年无不良记录: {Words.Zh(answer.ThreeCleanYears)} {answer.CleanSince}");
        }

        if (answer.Freshness is not { } fresh)
        {
            return;
        }

        var age = fresh.Staleness is null ? "" : string.Create(CultureInfo.InvariantCulture, $", staleness {fresh.Staleness.ToTimeSpan().TotalMilliseconds:0} ms");
        console.MarkupLineInterpolated($"[grey]as of {fresh.AsOf}, revision {fresh.Revision}{age}, {fresh.CatalogueVersion}, check {answer.CheckId}[/]");
        if (fresh.DegradedReasons.Count > 0 || fresh.StaleSources.Count > 0)
        {
            console.MarkupLineInterpolated($"[yellow]degraded: {string.Join(", ", fresh.DegradedReasons.Select(r => Upper(r)).Concat(fresh.StaleSources))}[/]");
        }
    }

    private static string Yes(bool value) => value ? "是" : "否";

    private static string Or(string value, string otherwise) => value.Length > 0 ? value : otherwise;
}
