using CreditQuery.Index.Apply;
using CreditQuery.Index.Store;

namespace CreditQuery.Index.Checkpoints;

/// <summary>The checkpoints of an index: the last two are kept, the newest valid one is recovered.</summary>
/// <remarks>Order of a checkpoint: records, sync, state, manifest (each written aside, synced, renamed), then the removal of older ones. A process
/// that dies in between leaves the checkpoints before as they were.</remarks>
internal sealed class CheckpointFolder(string folder, Action<CheckpointStep>? after)
{
    private const int Kept = 2;

    /// <summary>The manifests, newest first; unreadable ones are left out.</summary>
    public IEnumerable<CheckpointManifest> Manifests => Directory.Exists(folder)
        ? Directory.GetFiles(folder, "manifest-*.json").OrderDescending(StringComparer.Ordinal).Select(TryRead).OfType<CheckpointManifest>()
        : [];

    /// <summary>Takes a checkpoint.</summary>
    /// <remarks>What a failed one wrote goes at once: on a full disk it would take the room that the log needs.</remarks>
    public CheckpointManifest Take(SubjectStore store, RegistrySnapshot snapshot, ChangeIdMemory changeIds, KeyCheckValue keyCheck, int lastDay)
    {
        try
        {
            return Write(store, snapshot, changeIds, keyCheck, lastDay);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            RemoveOrphans();
            throw;
        }
    }

    /// <summary>Reads the state of a checkpoint.</summary>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    public byte[] ReadState(CheckpointManifest manifest)
    {
        var path = PathOf(manifest.StateFileName);
        var bytes = File.Exists(path) ? File.ReadAllBytes(path) : [];
        return bytes.LongLength == manifest.StateBytes ? bytes : throw new InvalidDataException("The state of a checkpoint is missing or cut.");
    }

    /// <summary>Removes everything that belongs to no checkpoint in use, because records are about to be written over it.</summary>
    /// <param name="used">The checkpoint that was recovered; null for none.</param>
    public void RemoveAllBut(CheckpointManifest? used)
    {
        if (!Directory.Exists(folder))
        {
            return;
        }

        // An older checkpoint than the one in use is a prefix of the same log and stays valid.
        foreach (var path in Directory.GetFiles(folder, "manifest-*"))
        {
            if (used is null || StringComparer.Ordinal.Compare(Path.GetFileName(path), used.FileName) > 0 || TryRead(path)?.Epoch != used.Epoch)
            {
                File.Delete(path);
            }
        }

        RemoveOrphans();
    }

    private CheckpointManifest Write(SubjectStore store, RegistrySnapshot snapshot, ChangeIdMemory changeIds, KeyCheckValue keyCheck, int lastDay)
    {
        var token = store.TakeCheckpoint();
        after?.Invoke(CheckpointStep.RecordsWritten);
        DurableFiles.SyncTree(folder);
        after?.Invoke(CheckpointStep.RecordsSynced);
        var state = StateCodec.Write(snapshot, changeIds);
        var manifest = new CheckpointManifest(
            CheckpointManifest.CurrentFormat,
            snapshot.Epoch,
            snapshot.Revision,
            Convert.ToHexStringLower(snapshot.Chain.Span),
            snapshot.RecordedAtMs,
            lastDay,
            [.. snapshot.Catalogues.Select(static c => c.Catalogue.Version)],
            keyCheck.ToString(),
            token,
            state.Length);
        DurableFiles.Write(PathOf(manifest.StateFileName), state);
        after?.Invoke(CheckpointStep.StateWritten);
        DurableFiles.Write(PathOf(manifest.FileName), manifest.Write());
        after?.Invoke(CheckpointStep.ManifestWritten);
        RemoveOlder(store);
        after?.Invoke(CheckpointStep.OlderRemoved);
        return manifest;
    }

    private void RemoveOlder(SubjectStore store)
    {
        foreach (var manifest in Manifests.Skip(Kept).ToArray())
        {
            // The manifest goes first: without its name the rest is no checkpoint.
            File.Delete(PathOf(manifest.FileName));
            store.Purge(manifest.Token);
        }

        RemoveOrphans();
    }

    private void RemoveOrphans()
    {
        var manifests = Manifests.ToArray();
        var states = manifests.Select(static m => m.StateFileName).ToHashSet();
        foreach (var path in Directory.GetFiles(folder, "state-*"))
        {
            if (!states.Contains(Path.GetFileName(path)))
            {
                File.Delete(path);
            }
        }

        var tokens = manifests.Select(static m => m.Token.ToString()).ToHashSet();
        var parts = SubjectStore.CheckpointFolder(folder);
        foreach (var kind in Directory.Exists(parts) ? Directory.GetDirectories(parts) : [])
        {
            foreach (var path in Directory.GetDirectories(kind))
            {
                if (!tokens.Contains(Path.GetFileName(path)))
                {
                    Directory.Delete(path, recursive: true);
                }
            }
        }
    }

    private static CheckpointManifest? TryRead(string path) => CheckpointManifest.TryRead(File.ReadAllBytes(path));

    private string PathOf(string name) => Path.Combine(folder, name);
}
