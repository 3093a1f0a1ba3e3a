using CreditQuery.Index.Apply;
using CreditQuery.Index.Store;
using CreditQuery.Index.Transfer;

namespace CreditQuery.Index.Checkpoints;

/// <summary>The checkpoints of an index: the last two are kept, the newest valid one is recovered.</summary>
/// <remarks>Order of a checkpoint: records, sync, state, checksums, manifest (each written aside, synced, renamed), then the removal of older ones. A
/// process that dies in between leaves the checkpoints before as they were.</remarks>
internal sealed class CheckpointFolder(CreditIndexOptions options)
{
    private const int Kept = 2;
    private const string ManifestPattern = "manifest-*.json";

    private readonly string _folder = options.Folder;
    private readonly RecordFiles _records = new(options.Folder, options.SegmentBytes);
    private readonly List<CheckpointPin> _pins = [];
    private readonly Lock _removing = new();
    private CheckpointManifest? _last;
    private Exception? _lostSync;

    /// <summary>The manifests, newest first; unreadable ones are left out.</summary>
    public IEnumerable<CheckpointManifest> Manifests => Candidates.Select(static c => c.Manifest).OfType<CheckpointManifest>();

    /// <summary>The files that should be manifests, newest first, with what could be read of them.</summary>
    public IEnumerable<(string Name, CheckpointManifest? Manifest)> Candidates => Directory.Exists(_folder)
        ? Directory.GetFiles(_folder, ManifestPattern).OrderDescending(StringComparer.Ordinal).Select(static path => (Path.GetFileName(path), TryRead(path)))
        : [];

    /// <summary>Whether there is something to take a checkpoint for: something was applied or written since the last one, or one that is kept holds what a compaction gave up.</summary>
    /// <remarks>One that somebody reads is kept whatever is taken.</remarks>
    public bool IsDue(SubjectStore store, ulong revision)
    {
        if (revision == 0 || _last is not { } last || last.Revision != revision || last.RecordBytes != store.RecordBytes)
        {
            return revision > 0;
        }

        lock (_removing)
        {
            DropPins();
            return Manifests.Any(manifest => manifest.RecordStart < store.RecordStart && !IsPinned(manifest));
        }
    }

    /// <summary>Takes a checkpoint.</summary>
    /// <remarks>What a failed one wrote goes at once: on a full disk it would take the room that the log needs.</remarks>
    /// <exception cref="IOException">It could not be written; the checkpoints before stand.</exception>
    public CheckpointManifest Take(SubjectStore store, RegistrySnapshot snapshot, ChangeIdMemory changeIds, in CheckpointMarks marks)
    {
        if (_lostSync is { } lost)
        {
            throw new IOException("A sync of the index failed: what the system has kept of it is known after a restart, and no checkpoint is taken before.", lost);
        }

        try
        {
            return Write(store, snapshot, changeIds, marks);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            RemoveWhatFailed();
            throw;
        }
    }

    /// <summary>Compares every file of a checkpoint with the checksums of its manifest.</summary>
    /// <returns>What is wrong; null if nothing is.</returns>
    public string? FaultIn(CheckpointManifest manifest) =>
        manifest.Files.Select(file => file.FaultIn(_folder)).FirstOrDefault(static fault => fault is not null);

    /// <summary>Reads the state of a checkpoint.</summary>
    public byte[] ReadState(CheckpointManifest manifest) => File.ReadAllBytes(PathOf(manifest.StateFileName));

    /// <summary>Keeps a checkpoint for somebody who reads it.</summary>
    /// <param name="checkpointId">Its id; empty for the newest.</param>
    /// <param name="holds">Asked before each removal: false once the pin is no longer to count.</param>
    /// <returns>Null if there is none, or if only a pin that no longer counts kept it.</returns>
    public CheckpointPin? Pin(string checkpointId, Func<bool> holds)
    {
        lock (_removing)
        {
            DropPins();
            var readable = Candidates.Where(c => c.Manifest is { IsReadable: true }).ToArray();
            foreach (var (name, manifest) in readable.Where((c, place) => place < Kept || IsPinned(c.Manifest!)))
            {
                if (checkpointId.Length == 0 || manifest!.Id == checkpointId)
                {
                    var pin = new CheckpointPin(_folder, CheckpointDescription.Read(File.ReadAllBytes(PathOf(name))), holds, Release);
                    _pins.Add(pin);
                    return pin;
                }
            }

            return null;
        }
    }

    /// <summary>Removes everything that belongs to no checkpoint in use, because records are about to be written over it.</summary>
    /// <param name="used">The checkpoint that was recovered; null for none.</param>
    public void RemoveAllBut(CheckpointManifest? used)
    {
        _last = used;
        if (!Directory.Exists(_folder))
        {
            return;
        }

        // An older checkpoint than the one in use is a prefix of the same log and stays valid.
        foreach (var path in Directory.GetFiles(_folder, ManifestPattern))
        {
            if (used is null || StringComparer.Ordinal.Compare(Path.GetFileName(path), used.FileName) > 0 || TryRead(path)?.Epoch != used.Epoch)
            {
                File.Delete(path);
            }
        }

        RemoveOrphans();
        _records.RemoveBehind(used?.RecordBytes ?? 0);
        DurableFiles.SyncFolder(_folder);
    }

    private CheckpointManifest Write(SubjectStore store, RegistrySnapshot snapshot, ChangeIdMemory changeIds, in CheckpointMarks marks)
    {
        var token = store.TakeCheckpoint();
        After(CheckpointStep.RecordsWritten);
        Sync();
        After(CheckpointStep.RecordsSynced);
        var repetition = _last?.Revision == snapshot.Revision ? _last.Repetition + 1 : 0;
        var manifest = new CheckpointManifest(
            repetition > 0 ? CheckpointManifest.CurrentFormat : store.RecordStart > 0 ? CheckpointManifest.CompactedFormat : CheckpointManifest.OldestFormat,
            snapshot.Epoch,
            snapshot.Revision,
            Convert.ToHexStringLower(snapshot.Chain.Span),
            snapshot.RecordedAtMs,
            marks.LastDay,
            [.. snapshot.Catalogues.Select(static c => c.Catalogue.Version)],
            marks.KeyCheck.ToString(),
            token,
            store.PageBytes,
            store.RecordBytes,
            [],
            store.RecordStart,
            marks.CompactedAtMs,
            repetition);
        WriteFile(manifest.StateFileName, StateCodec.Write(snapshot, changeIds));
        After(CheckpointStep.StateWritten);
        manifest = manifest with { Files = [.. FilesOf(manifest)] };
        WriteFile(manifest.FileName, manifest.Write());
        store.KeepBelow(manifest.RecordBytes);
        _last = manifest;
        After(CheckpointStep.ManifestWritten);
        RemoveOlder(store);
        After(CheckpointStep.OlderRemoved);
        return manifest;
    }

    // Read back: what a file lacks, or what went wrong on the way to it, is found before the checkpoint counts.
    private IEnumerable<FileSums> FilesOf(CheckpointManifest manifest)
    {
        foreach (var (name, part) in _records.Of(manifest.RecordStart, manifest.RecordBytes))
        {
            yield return FileSums.Of(_folder, name, part, _last?.Files.FirstOrDefault(file => file.Name == name));
        }

        foreach (var path in FoldersOf(manifest.Token).SelectMany(Directory.GetFiles).Append(PathOf(manifest.StateFileName)))
        {
            yield return FileSums.Of(_folder, Path.GetRelativePath(_folder, path), new FilePart(0, new FileInfo(path).Length), before: null);
        }
    }

    private void Sync()
    {
        try
        {
            DurableFiles.SyncTree(_folder);
        }
        catch (IOException fault)
        {
            _lostSync = fault;
            throw;
        }
    }

    private void RemoveOlder(SubjectStore store)
    {
        lock (_removing)
        {
            DropPins();
            foreach (var manifest in Manifests.Skip(Kept).Where(manifest => !IsPinned(manifest)).ToArray())
            {
                // The manifest goes first: without its name the rest is no checkpoint.
                File.Delete(PathOf(manifest.FileName));
                store.Purge(manifest.Token);
            }

            // Whatever is left, newest or pinned, reads no further back.
            var start = Manifests.Min(static manifest => manifest.RecordStart);
            store.CloseFilesBelow(start);
            _records.RemoveBefore(start);
        }

        RemoveOrphans();
    }

    private bool IsPinned(CheckpointManifest manifest) => _pins.Exists(pin => pin.Description.CheckpointId == manifest.Id);

    private void DropPins()
    {
        foreach (var pin in _pins.Where(static pin => !pin.Holds()).ToArray())
        {
            pin.Drop();
            _pins.Remove(pin);
        }
    }

    private void Release(CheckpointPin pin)
    {
        lock (_removing)
        {
            _pins.Remove(pin);
        }
    }

    private void RemoveWhatFailed()
    {
        try
        {
            RemoveOrphans();
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // The next checkpoint or start removes it; what is told is the first fault.
        }
    }

    private void RemoveOrphans()
    {
        var manifests = Manifests.ToArray();
        var states = manifests.Select(static m => m.StateFileName).ToHashSet();
        foreach (var path in Directory.GetFiles(_folder, "state-*").Concat(Directory.GetFiles(_folder, "*" + DurableFiles.AsideEnding)))
        {
            if (!states.Contains(Path.GetFileName(path)))
            {
                File.Delete(path);
            }
        }

        var tokens = manifests.Select(static m => m.Token.ToString()).ToHashSet();
        foreach (var path in Kinds().SelectMany(Directory.GetDirectories).Where(path => !tokens.Contains(Path.GetFileName(path))))
        {
            Directory.Delete(path, recursive: true);
        }
    }

    private string[] Kinds() => SubjectStore.CheckpointFolder(_folder) is var parts && Directory.Exists(parts) ? Directory.GetDirectories(parts) : [];

    private IEnumerable<string> FoldersOf(Guid token) => Kinds().Select(kind => Path.Combine(kind, token.ToString())).Where(Directory.Exists);

    private void WriteFile(string name, ReadOnlySpan<byte> content)
    {
        options.BeforeWrite?.Invoke(PathOf(name));
        DurableFiles.Write(PathOf(name), content);
    }

    private void After(CheckpointStep step) => options.AfterCheckpointStep?.Invoke(step);

    private static CheckpointManifest? TryRead(string path) => CheckpointManifest.TryRead(File.ReadAllBytes(path));

    private string PathOf(string name) => Path.Combine(_folder, name);
}
