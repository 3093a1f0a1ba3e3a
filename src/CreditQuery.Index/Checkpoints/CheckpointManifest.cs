using System.Text.Json;
using System.Text.Json.Serialization;

namespace CreditQuery.Index.Checkpoints;

/// <summary>What a checkpoint is: it exists from the moment its manifest has its name.</summary>
/// <param name="Format">Format of checkpoints; a later one is not read.</param>
/// <param name="Epoch">Identity of the log.</param>
/// <param name="Revision">Revision of the checkpoint.</param>
/// <param name="Chain">Chain value after it, 40 hexadecimal characters.</param>
/// <param name="RecordedAtMs">When that revision was recorded.</param>
/// <param name="LastDay">Last civil day used, a day number; 0 none: today is never earlier.</param>
/// <param name="CatalogueVersions">Catalogue versions of the log, in the order of their first days.</param>
/// <param name="KeyCheck">Check value of the registry's key.</param>
/// <param name="Token">Token of the records' checkpoint.</param>
/// <param name="StateBytes">Length of the state file.</param>
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
    long StateBytes)
{
    /// <summary>The format that this version writes and reads.</summary>
    public const int CurrentFormat = 1;

    /// <summary>Name of the manifest's file; the newest sorts last.</summary>
    [JsonIgnore]
    public string FileName => $"manifest-{Revision:D20}.json";

    /// <summary>Name of the state's file.</summary>
    [JsonIgnore]
    public string StateFileName => $"state-{Revision:D20}.bin";

    /// <summary>Writes the file's content.</summary>
    public byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this);

    /// <summary>Reads a file's content.</summary>
    /// <returns>Null if it is no manifest of this format.</returns>
    public static CheckpointManifest? TryRead(ReadOnlySpan<byte> content)
    {
        try
        {
            return JsonSerializer.Deserialize<CheckpointManifest>(content) is { Format: CurrentFormat } manifest ? manifest : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
