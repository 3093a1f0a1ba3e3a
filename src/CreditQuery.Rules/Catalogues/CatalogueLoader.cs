using System.Security.Cryptography;
using CreditQuery.Rules.Catalogues.Loading;
using CreditQuery.Rules.Periods;

namespace CreditQuery.Rules.Catalogues;

/// <summary>Reads a catalogue file: all of it is validated, and refused with path and reason if one thing is wrong.</summary>
/// <remarks>Pure: reads the given bytes only. Source: docs/catalogue.md; architecture, chapter 5.</remarks>
public static class CatalogueLoader
{
    /// <summary>Largest file, bytes.</summary>
    public const int MaxBytes = 900 * 1024;

    /// <summary>Loads a file.</summary>
    /// <param name="content">YAML, UTF-8, at most <see cref="MaxBytes"/>. The catalogue keeps a copy.</param>
    /// <returns>The catalogue, or the errors; warnings in both cases.</returns>
    public static CatalogueLoadResult Load(ReadOnlySpan<byte> content)
    {
        var findings = new FindingList();
        if (content.Length > MaxBytes)
        {
            findings.Error("", 0, $"The file is larger than {MaxBytes} bytes.");
            return new CatalogueLoadResult(null, findings.All);
        }

        if (YamlText.Parse(content, findings) is not { } node)
        {
            return new CatalogueLoadResult(null, findings.All);
        }

        var parts = Read(new YamlMap(node, "", findings), findings, content);
        return new CatalogueLoadResult(findings.HasErrors ? null : new Catalogue(parts), findings.All);
    }

    /// <summary>Loads a file from a stream, which is read to its end.</summary>
    /// <param name="content">The stream.</param>
    /// <returns>As for bytes.</returns>
    public static CatalogueLoadResult Load(Stream content)
    {
        ArgumentNullException.ThrowIfNull(content);
        var buffer = new byte[MaxBytes + 1];
        var length = content.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        return Load(buffer.AsSpan(0, length));
    }

    // Sections are read in the order of their references, not of the file: a later one may name only what an earlier one holds.
    private static CatalogueParts Read(YamlMap root, FindingList findings, ReadOnlySpan<byte> content)
    {
        var name = root.Text("catalogue", required: true);
        if (name.Length > 64 || name.Any(c => !char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c is not ('-' or '_' or '.')))
        {
            root.Error("catalogue", "A name has at most 64 of a-z, 0-9, '-', '_' and '.'.");
        }

        root.Text("effective_from", required: true);
        var context = new LoadContext(findings, root.Day("effective_from", CivilDay.None));
        var bases = SchemeSections.LegalBases(root, context);
        var fields = SchemeSections.Fields(root, context);
        var departments = SchemeSections.Departments(root, context);
        var severities = SchemeSections.SeveritySchemes(root, context);
        var grades = SchemeSections.GradeSchemes(root, context);
        context.Objections = ListTypeSection.Objections(root, "objections", judicial: false, context);
        var listTypes = ListTypeSection.Read(root, context);
        var scenarios = ScenarioSection.Read(root, context);
        var measures = MeasureSection.Read(root, context);
        var columns = ConsumptionSection.Columns(root);
        var rules = ConsumptionSection.Rules(root, columns, context);
        var parts = new CatalogueParts
        {
            Name = name,
            TitleZh = root.Text("title_zh"),
            EffectiveFrom = context.EffectiveFrom,
            Version = name + "@" + Convert.ToHexStringLower(SHA256.HashData(content)),
            Content = content.ToArray(),
            LegalBases = bases,
            Fields = fields,
            GovernanceAreas = ReportSections.GovernanceAreas(root, context),
            Memoranda = ReportSections.Memoranda(root, context),
            Departments = departments,
            SeveritySchemes = severities,
            GradeSchemes = grades,
            ListTypes = listTypes,
            Scenarios = scenarios,
            Measures = measures,
            ConsumptionColumns = columns,
            ConsumptionRules = rules,
            ConsumptionRows = ConsumptionSection.Rows(root, columns, rules),
            TenderSchemes = AdviceSections.TenderSchemes(root, context),
            SupervisionFactors = AdviceSections.SupervisionFactors(root, context),
            PriceSignals = AdviceSections.PriceSignals(root),
            BehaviourRules = AdviceSections.BehaviourRules(root, context),
            WorkingDays = AdviceSections.WorkingDays(root),
        };
        root.Finish();
        return parts;
    }
}
