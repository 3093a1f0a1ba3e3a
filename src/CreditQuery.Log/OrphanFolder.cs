using System.Globalization;

namespace CreditQuery.Log;

/// <summary>The folder of orphans: events that were applied here and that the shared log lost, a file for each divergence.</summary>
/// <remarks>
/// A file is named <c>EPOCH-FIRST-LAST-CHAIN.events</c> (revisions of 20 digits; the first 8 characters of the chain value after the last event) and holds
/// the raw events in order, each a <c>creditquery.log.v1.ChangeEvent</c> behind its length as a varint: what protobuf libraries call delimited.
/// Beside it <c>….returned</c> lists the change ids that are in the log again, one a line. Files are written whole or not at all. Source: ADR 0017.
/// </remarks>
/// <param name="options">The folder is <c>orphans</c> below <see cref="ChangeLogOptions.Path"/>.</param>
public sealed class OrphanFolder(ChangeLogOptions options)
{
    private const string Extension = ".events";

    /// <summary>The folder; it need not exist.</summary>
    public string FolderPath { get; } = Path.Combine(Path.GetFullPath(options.Path), "orphans");

    /// <summary>Saves orphans; durable when it returns.</summary>
    /// <param name="epoch">Epoch of the log that lost them.</param>
    /// <param name="orphans">At least one, in order.</param>
    /// <returns>The file; the same one if they were saved before.</returns>
    /// <exception cref="IOException">No room, or the disk fails: nothing is saved.</exception>
    public OrphanFile Save(string epoch, IEnumerable<ChangeLogEvent> orphans)
    {
        ArgumentNullException.ThrowIfNull(orphans);
        Directory.CreateDirectory(FolderPath);
        var aside = Path.Combine(FolderPath, "orphans.tmp");
        ChangeLogEvent? first = null;
        ChangeLogEvent last = default;
        using (var stream = new FileStream(aside, FileMode.Create, FileAccess.Write))
        {
            foreach (var orphan in orphans)
            {
                first ??= orphan;
                last = orphan;
                Write(stream, orphan.Raw.Span);
            }

            stream.Flush(flushToDisk: true);
        }

        var from = first?.Revision ?? throw new ArgumentException("No orphans.", nameof(orphans));
        var name = string.Create(CultureInfo.InvariantCulture, $"{epoch}-{from:D20}-{last.Revision:D20}-{last.Chain.ToString()[..8]}{Extension}");
        var path = Path.Combine(FolderPath, name);
        File.Move(aside, path, overwrite: true);
        Storage.DiskFileSystem.Instance.SyncFolder(FolderPath);
        return new OrphanFile(path);
    }

    /// <summary>The files, oldest name first.</summary>
    public IReadOnlyList<OrphanFile> Files() => Directory.Exists(FolderPath)
        ? [.. Directory.GetFiles(FolderPath, "*" + Extension).Order(StringComparer.Ordinal).Select(static path => new OrphanFile(path))]
        : [];

    private static void Write(FileStream stream, ReadOnlySpan<byte> raw)
    {
        var length = (uint)raw.Length;
        for (; length >= 0x80; length >>= 7)
        {
            stream.WriteByte((byte)(length | 0x80));
        }

        stream.WriteByte((byte)length);
        stream.Write(raw);
    }
}
