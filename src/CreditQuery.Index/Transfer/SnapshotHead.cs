using System.Text.Json;
using CreditQuery.Rules.Periods;

namespace CreditQuery.Index.Transfer;

/// <summary>Head of a snapshot file, JSON: what the file is, in words that need no reader of ours, and the manifest that its blocks are compared with.</summary>
/// <param name="Format">Format of snapshot files.</param>
/// <param name="CheckpointId">Tells the checkpoint from every other.</param>
/// <param name="Epoch">Identity of the log.</param>
/// <param name="Revision">Revision of the checkpoint.</param>
/// <param name="Chain">Chain value after it, 40 hexadecimal characters.</param>
/// <param name="CatalogueVersion">The version of the catalogue that came last; empty for none.</param>
/// <param name="KeyCheck">Check value of the registry's key; never the key.</param>
/// <param name="CheckpointFormat">Format of checkpoints.</param>
/// <param name="ExpiresOn">Last civil day on which it may be imported, YYYY-MM-DD.</param>
/// <param name="Blocks">Number of blocks.</param>
/// <param name="Bytes">Bytes of all blocks, before they are compressed.</param>
/// <param name="Manifest">The manifest's file, byte for byte.</param>
internal sealed record SnapshotHead(
    int Format,
    string CheckpointId,
    string Epoch,
    ulong Revision,
    string Chain,
    string CatalogueVersion,
    string KeyCheck,
    int CheckpointFormat,
    string ExpiresOn,
    ulong Blocks,
    long Bytes,
    byte[] Manifest)
{
    /// <summary>The head of a checkpoint.</summary>
    public static SnapshotHead Of(CheckpointDescription description, string expiresOn) => new(
        SnapshotFile.Format,
        description.CheckpointId,
        description.Epoch,
        description.Revision,
        description.Chain,
        description.CatalogueVersion,
        description.KeyCheck,
        description.Format,
        expiresOn,
        description.Blocks,
        description.Bytes,
        description.Content.ToArray());

    /// <summary>Reads a head.</summary>
    /// <param name="content">The JSON.</param>
    /// <param name="description">The checkpoint.</param>
    /// <param name="expiresOn">Last civil day on which it may be imported, a day number.</param>
    /// <exception cref="DamagedBlockException">It is none, or says two things.</exception>
    /// <exception cref="TransferRefusedException">It has a later format.</exception>
    public static void Read(ReadOnlySpan<byte> content, out CheckpointDescription description, out int expiresOn)
    {
        try
        {
            var head = JsonSerializer.Deserialize<SnapshotHead>(content) ?? throw new JsonException("null");
            if (head.Format > SnapshotFile.Format)
            {
                throw new TransferRefusedException($"The snapshot has format {head.Format}; this version reads up to {SnapshotFile.Format}. Upgrade.");
            }

            description = CheckpointDescription.Read(head.Manifest);
            var expected = Of(description, head.ExpiresOn);
            if (!CivilDay.TryParse(head.ExpiresOn, out expiresOn) || head with { Manifest = expected.Manifest } != expected)
            {
                throw new InvalidDataException("the head contradicts its manifest");
            }
        }
        catch (Exception fault) when (fault is JsonException or InvalidDataException)
        {
            throw new DamagedBlockException(0, $"The head of the snapshot is damaged: {fault.Message}", fault);
        }
    }
}
