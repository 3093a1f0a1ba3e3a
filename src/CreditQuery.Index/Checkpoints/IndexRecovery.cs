using CreditQuery.Index.Apply;
using CreditQuery.Index.Snapshots;
using CreditQuery.Index.Store;
using FASTER.core;

namespace CreditQuery.Index.Checkpoints;

/// <summary>Finds the state to start from: the newest valid checkpoint of the epoch, else the one before, else empty.</summary>
internal sealed class IndexRecovery(CreditIndexOptions options, KeyCheckValue keyCheck, string epoch)
{
    /// <summary>What was recovered.</summary>
    public sealed record Recovered(SubjectStore Store, RegistrySnapshot Snapshot, ChangeIdMemory ChangeIds, int LastDay);

    /// <summary>Recovers.</summary>
    /// <exception cref="RegistryKeyException">A checkpoint of this epoch was written with another key.</exception>
    public Recovered Run(CheckpointFolder folder)
    {
        foreach (var manifest in folder.Manifests.Where(m => m.Epoch == epoch).ToArray())
        {
            if (manifest.KeyCheck != keyCheck.ToString())
            {
                throw new RegistryKeyException($"The checkpoint of revision {manifest.Revision} was written with another registry key ({manifest.KeyCheck}, not {keyCheck}).");
            }

            if (TryRecover(folder, manifest) is { } recovered)
            {
                folder.RemoveAllBut(manifest);
                return recovered;
            }
        }

        folder.RemoveAllBut(null);
        var empty = new RegistrySnapshot(RegistryFacts.Empty) { Epoch = epoch, Revision = 0, Chain = new byte[20], RecordedAtMs = 0, Counts = default };
        return new Recovered(new SubjectStore(options.Folder, options), empty, new ChangeIdMemory(options.ChangeIdMemory), 0);
    }

    private Recovered? TryRecover(CheckpointFolder folder, CheckpointManifest manifest)
    {
        SubjectStore? store = null;
        try
        {
            var changeIds = new ChangeIdMemory(options.ChangeIdMemory);
            var facts = StateCodec.Read(folder.ReadState(manifest), changeIds, out var counts);
            store = new SubjectStore(options.Folder, options);
            store.Recover(manifest.Token);
            var snapshot = new RegistrySnapshot(facts)
            {
                Epoch = manifest.Epoch,
                Revision = manifest.Revision,
                Chain = Convert.FromHexString(manifest.Chain),
                RecordedAtMs = manifest.RecordedAtMs,
                Counts = counts,
            };
            return new Recovered(store, snapshot, changeIds, manifest.LastDay);
        }
        catch (Exception fault) when (fault is IOException or InvalidDataException or FasterException or FormatException or UnauthorizedAccessException or EndOfStreamException)
        {
            // Damaged: the one before is tried, and the log replays the difference.
            store?.Dispose();
            return null;
        }
    }
}
