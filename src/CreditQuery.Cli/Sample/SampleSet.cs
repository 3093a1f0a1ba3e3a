using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using CreditQuery.Protos.V1;
using Google.Protobuf;

namespace CreditQuery.Cli.Sample;

/// <summary>Makes a sample directory: sources, subjects, lists, relations, events, cases, manifest and a page of what to try.</summary>
internal static class SampleSet
{
    private const string SourcesFile = "sources.jsonl";
    private const string CasesFile = "cases.jsonl";
    private const string TryFile = "TRY.md";
    private const int Format = 1;

    /// <summary>How the manifest is written and read.</summary>
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    // Parents before children: lists name subjects, events name entries. Sources last: they say that all of it is in.
    private static readonly string[] FirstFiles = ["subjects.csv"];
    private static readonly string[] LastFiles = ["relations.jsonl", "events.jsonl", CasesFile, SourcesFile];

    /// <summary>Makes the directory.</summary>
    /// <param name="options">What to make.</param>
    /// <param name="directory">Where; made if missing.</param>
    /// <param name="report">Told the number of subjects written.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    /// <returns>The manifest.</returns>
    public static SampleManifest Write(SampleOptions options, string directory, Action<int> report, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(directory);
        var cases = new SampleCases(options.AsOf);
        IReadOnlyDictionary<string, long> rows;
        using (var files = new SampleFiles(directory))
        {
            WriteChanges(files, SourcesFile, Sources(options.AsOf));
            new SampleWriter(options, files).Write(report, cancellationToken);
            WriteChanges(files, CasesFile, cases.Changes);
            rows = files.Rows;
        }

        var manifest = new SampleManifest
        {
            Format = Format,
            Seed = options.Seed,
            Subjects = options.Subjects,
            ListedShare = options.ListedShare,
            AsOf = options.AsOf.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            Files = Order(rows),
            Try = cases.Cases,
        };
        File.WriteAllText(Path.Combine(directory, SampleManifest.FileName), JsonSerializer.Serialize(manifest, Json) + "\n");
        File.WriteAllText(Path.Combine(directory, TryFile), TryPage(manifest, directory));
        return manifest;
    }

    private static void WriteChanges(SampleFiles files, string name, IEnumerable<Change> changes)
    {
        foreach (var change in changes)
        {
            files.NextRow(name, "").Write(JsonFormatter.Default.Format(change) + "\n");
        }
    }

    /// <summary>One source per department, complete for four years, for the whole country; and one that says who is on no list.</summary>
    private static IEnumerable<Change> Sources(DateOnly asOf)
    {
        var from = asOf.AddYears(-4).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        foreach (var group in SampleListTypes.Used.GroupBy(t => t.Authority))
        {
            yield return Source("sample_" + group.Key, group.Select(t => t.Code), from);
        }

        yield return Source("sample_empty", SampleListTypes.Empty, from);
    }

    private static Change Source(string code, IEnumerable<string> listTypes, string from) =>
        new() { PutSource = new PutSource { Source = code, ListTypes = { listTypes }, Regions = { "000000" }, CoverageFrom = from } };

    private static List<SampleManifestFile> Order(IReadOnlyDictionary<string, long> rows)
    {
        var lists = rows.Keys.Except(FirstFiles).Except(LastFiles).Order(StringComparer.Ordinal);
        return [.. FirstFiles.Concat(lists).Concat(LastFiles).Where(rows.ContainsKey).Select(name => new SampleManifestFile(
            name, rows[name], name.StartsWith("lists/", StringComparison.Ordinal) ? Path.GetFileNameWithoutExtension(name) : "", SampleEntries.Issuer))];
    }

    private static string TryPage(SampleManifest manifest, string directory)
    {
        var page = new StringBuilder();
        page.Append(CultureInfo.InvariantCulture, $"# What to try\n\nEvery number is invented (region {SampleIdentifiers.Region}) and belongs to nobody. Seed {manifest.Seed}, day {manifest.AsOf}.\n\n");
        page.Append(CultureInfo.InvariantCulture, $"    creditq import {directory}\n\nThe conclusions are those of the catalogue cn-2026.\n");
        foreach (var entry in manifest.Try)
        {
            page.Append(CultureInfo.InvariantCulture, $"\n## {entry.Title}: {entry.Expect}\n\n    {entry.Command}\n");
        }

        return page.ToString();
    }
}
