namespace CreditQuery.Cli.Import;

/// <summary>Opens files by their name: <c>.jsonl</c> and <c>.ndjson</c> hold changes, everything else is CSV.</summary>
internal static class ImportSources
{
    public static bool IsJsonLines(string path) =>
        Path.GetExtension(path).ToLowerInvariant() is ".jsonl" or ".ndjson";

    public static IImportSource Open(string path, string? encoding, ImportProfile profile)
    {
        var found = IsJsonLines(path) ? null : FileEncoding.Of(path, encoding);
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        try
        {
            return found is null ? new JsonLineSource(stream) : new CsvSource(stream, found, profile);
        }
        catch
        {
            stream.Dispose();
            throw;
        }
    }
}
