using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using CreditQuery.Index.Transfer;

namespace CreditQuery.Index.Checkpoints;

/// <summary>What a checkpoint is: it exists from the moment its manifest has its name.</summary>
/// <param name="Format">Format of checkpoints; a later one stops the node, an earlier one is built again from the log.</param>
/// <param name="Epoch">Identity of the log.</param>
/// <param name="Revision">Revision of the checkpoint.</param>
/// <param name="Chain">Chain value after it, 40 hexadecimal characters.</param>
/// <param name="RecordedAtMs">When that revision was recorded.</param>
/// <param name="LastDay">Last civil day used, a day number; 0 none: today is never earlier.</param>
/// <param name="CatalogueVersions">Catalogue versions of the log, in the order of their first days.</param>
/// <param name="KeyCheck">Check value of the registry's key.</param>
/// <param name="Token">Token of the records' checkpoint.</param>
/// <param name="PageBytes">Size of a page of records: addresses mean nothing with another one.</param>
/// <param name="RecordBytes">Where the records' log ends for the checkpoint, from its very beginning.</param>
/// <param name="Files">Every file of the checkpoint with its checksums: records, hash table, what FASTER notes, state.</param>
/// <param name="RecordStart">Where it begins: a whole page; what lay before was given up by compactions (format 4).</param>
/// <param name="CompactedAtMs">Log time of the last whole compaction, or of the beginning; 0 where an earlier version wrote the manifest.</param>
/// <param name="Repetition">How many checkpoints of the same revision were taken before it (format 5 from the second one on).</param>
/// <remarks>The file is JSON, a line feed, and the CRC-32C of the JSON in eight hexadecimal characters.</remarks>
internal sealed record CheckpointManifest(
    int Format,
    string Epoch,
    ulong Revision,
    string Chain,
    long RecordedAtMs,
    int LastDay,
    IReadOnlyList<string> CatalogueVersions,
    string KeyCheck,
    Guid Token,
    int PageBytes,
    long RecordBytes,
    IReadOnlyList<FileSums> Files,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] long RecordStart = 0,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] long CompactedAtMs = 0,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] int Repetition = 0)
{
    /// <summary>The newest format that this version writes and reads: not the first checkpoint of its revision.</summary>
    public const int CurrentFormat = 5;

    /// <summary>The format before: a log of records that was compacted.</summary>
    public const int CompactedFormat = 4;

    /// <summary>The oldest format that it reads, and writes while nothing was compacted: so that versions before can go on with it.</summary>
    public const int OldestFormat = 3;

    private const int SumCharacters = 8;

    /// <summary>Name of the manifest's file; the newest sorts last.</summary>
    [JsonIgnore]
    public string FileName => $"manifest-{Place}.json";

    /// <summary>Tells one checkpoint from every other: 32 hexadecimal characters.</summary>
    [JsonIgnore]
    public string Id => Token.ToString("n");

    /// <summary>Bytes of records.</summary>
    [JsonIgnore]
    public long RecordLength => RecordBytes - RecordStart;

    /// <summary>This version reads its format.</summary>
    [JsonIgnore]
    public bool IsReadable => Format is >= OldestFormat and <= CurrentFormat;

    /// <summary>Name of the state's file.</summary>
    [JsonIgnore]
    public string StateFileName => $"state-{Place}.bin";

    // An underscore sorts after the full stop of the ending.
    private string Place => Repetition == 0 ? $"{Revision:D20}" : $"{Revision:D20}_{Repetition:D10}";

    /// <summary>Writes the file's content.</summary>
    public byte[] Write()
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(this);
        return [.. json, (byte)'\n', .. Encoding.ASCII.GetBytes(Crc32C.Of(json).ToString("x8", CultureInfo.InvariantCulture))];
    }

    /// <summary>Reads a file's content.</summary>
    /// <returns>Null if it is damaged, or of an earlier format. A later format is returned for the caller to refuse.</returns>
    public static CheckpointManifest? TryRead(ReadOnlySpan<byte> content)
    {
        var end = content.Length - SumCharacters - 1;
        if (end <= 0 || content[end] != (byte)'\n'
            || !uint.TryParse(content[(end + 1)..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var sum)
            || sum != Crc32C.Of(content[..end]))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<CheckpointManifest>(content[..end]) is { Format: >= OldestFormat } manifest ? manifest : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
