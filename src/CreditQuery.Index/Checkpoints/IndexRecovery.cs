using CreditQuery.Index.Apply;
using CreditQuery.Index.Snapshots;
using CreditQuery.Index.Store;
using FASTER.core;

namespace CreditQuery.Index.Checkpoints;

/// <summary>Finds the state to start from: the newest sound checkpoint of the epoch, else the one before, else empty.</summary>
/// <param name="options">Options.</param>
/// <param name="keyCheck">Check value of the registry's key.</param>
/// <param name="epoch">Identity of the log.</param>
/// <param name="oldestRevision">Oldest revision of the log: an earlier state cannot be brought up to date.</param>
/// <param name="isStateOfLog">Says whether a revision with a chain value is a state of the log; null if the epoch alone decides.</param>
internal sealed class IndexRecovery(
    CreditIndexOptions options, KeyCheckValue keyCheck, string epoch, ulong oldestRevision, Func<ulong, byte[], bool>? isStateOfLog = null)
{
    private readonly List<string> _unusable = [];

    /// <summary>What was recovered.</summary>
    public sealed record Recovered(SubjectStore Store, RegistrySnapshot Snapshot, ChangeIdMemory ChangeIds, int LastDay, long CompactedAtMs, IReadOnlyList<string> Unusable);

    /// <summary>Recovers.</summary>
    /// <exception cref="RegistryKeyException">A checkpoint of this epoch was written with another key.</exception>
    /// <exception cref="NewerCheckpointException">A checkpoint was written by a later version.</exception>
    /// <exception cref="IndexTooSmallException">A checkpoint does not fit into the memory for records.</exception>
    /// <exception cref="CheckpointsUnusableException">No checkpoint is sound, and the log no longer begins at the beginning.</exception>
    public Recovered Run(CheckpointFolder folder)
    {
        foreach (var (name, manifest) in folder.Candidates.ToArray())
        {
            if (manifest is null)
            {
                _unusable.Add($"{name} is damaged, or of an earlier format");
            }
            else if (manifest.Epoch == epoch && TryRecover(folder, manifest) is { } recovered)
            {
                folder.RemoveAllBut(manifest);
                return recovered;
            }
        }

        if (oldestRevision > 1)
        {
            // Nothing is removed: this folder may be all that is left of the trimmed revisions.
            throw new CheckpointsUnusableException(options.Folder, oldestRevision, _unusable);
        }

        folder.RemoveAllBut(null);
        var empty = new RegistrySnapshot(RegistryFacts.Empty) { Epoch = epoch, Revision = 0, Chain = new byte[20], RecordedAtMs = 0, Counts = default };
        return new Recovered(new SubjectStore(options.Folder, options), empty, new ChangeIdMemory(options.ChangeIdMemory), 0, 0, _unusable);
    }

    private Recovered? TryRecover(CheckpointFolder folder, CheckpointManifest manifest)
    {
        Require(manifest);
        if (manifest.Revision + 1 < oldestRevision)
        {
            _unusable.Add($"{manifest.FileName} ends before the log begins");
            return null;
        }

        if (isStateOfLog is not null && !IndexFailpoints.TrustsManifests && !isStateOfLog(manifest.Revision, Convert.FromHexString(manifest.Chain)))
        {
            _unusable.Add($"{manifest.FileName} is no state of the log");
            return null;
        }

        if (manifest.PageBytes != options.PageBytes)
        {
            _unusable.Add($"{manifest.FileName} has pages of {manifest.PageBytes} bytes, not Index:PageBytes");
            return null;
        }

        SubjectStore? store = null;
        try
        {
            if (!IndexFailpoints.TrustsManifests && folder.FaultIn(manifest) is { } damage)
            {
                throw new InvalidDataException(damage);
            }

            var changeIds = new ChangeIdMemory(options.ChangeIdMemory);
            var facts = StateCodec.Read(folder.ReadState(manifest), changeIds, out var counts);
            store = new SubjectStore(options.Folder, options);
            RequireRoom(store, manifest);
            store.Recover(manifest.Token);
            store.KeepBelow(manifest.RecordBytes);
            return new Recovered(store, SnapshotOf(manifest, facts, counts), changeIds, manifest.LastDay, manifest.CompactedAtMs, _unusable);
        }
        catch (Exception fault) when (fault is IOException or InvalidDataException or FasterException or FormatException or UnauthorizedAccessException or EndOfStreamException)
        {
            // Damaged: the one before is tried, and the log replays the difference.
            _unusable.Add($"{manifest.FileName}: {fault.Message}");
            store?.Dispose();
            return null;
        }
        catch
        {
            store?.Dispose();
            throw;
        }
    }

    private void Require(CheckpointManifest manifest)
    {
        if (manifest.Format > CheckpointManifest.CurrentFormat)
        {
            throw new NewerCheckpointException(manifest.FileName, manifest.Format, CheckpointManifest.CurrentFormat);
        }

        if (manifest.KeyCheck != keyCheck.ToString())
        {
            throw new RegistryKeyException($"The checkpoint of revision {manifest.Revision} was written with another registry key ({manifest.KeyCheck}, not {keyCheck}).");
        }
    }

    private static void RequireRoom(SubjectStore store, CheckpointManifest manifest)
    {
        if (!store.Fits(manifest.RecordLength))
        {
            throw new IndexTooSmallException(manifest.Revision, manifest.RecordLength, store.CapacityBytes);
        }
    }

    private static RegistrySnapshot SnapshotOf(CheckpointManifest manifest, RegistryFacts facts, RegistryCounts counts) => new(facts)
    {
        Epoch = manifest.Epoch,
        Revision = manifest.Revision,
        Chain = Convert.FromHexString(manifest.Chain),
        RecordedAtMs = manifest.RecordedAtMs,
        Counts = counts,
    };
}
