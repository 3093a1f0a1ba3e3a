using CreditQuery.Index.Checkpoints;
using CreditQuery.Index.Transfer;

namespace CreditQuery.Index;

/// <summary>The checkpoints of an index: the last two are kept. Source: architecture, chapter 6; ADR 0012.</summary>
public sealed class IndexCheckpoints
{
    private readonly Func<CheckpointManifest> _take;
    private readonly Func<bool> _isDue;
    private readonly CheckpointFolder _folder;

    internal IndexCheckpoints(Func<CheckpointManifest> take, Func<bool> isDue, CheckpointFolder folder, IReadOnlyList<string> unusable) =>
        (_take, _isDue, _folder, Unusable) = (take, isDue, folder, unusable);

    /// <summary>What was wrong with those that were not used at the opening, newest first; empty if the newest one was.</summary>
    public IReadOnlyList<string> Unusable { get; }

    /// <summary>Revisions of those that are kept, newest first; the log may be trimmed below the last.</summary>
    public IReadOnlyList<ulong> Revisions => [.. _folder.Manifests.Select(static m => m.Revision)];

    /// <summary>The older of those that are kept; null while there are not two.</summary>
    public CheckpointMark? Older => _folder.Manifests.ToArray() is [_, .., var older] ? new CheckpointMark(older.Revision, older.RecordedAtMs) : null;

    /// <summary>Whether there is something to take one for: something was applied since the last, or taken out at a midnight, or one of those that are kept still holds
    /// what a compaction gave up.</summary>
    /// <remarks>On the applying thread, between two sets. Of a registry that stands still two checkpoints after a compaction are due, then no more.</remarks>
    public bool IsDue => _isDue();

    /// <summary>Makes everything applied so far durable.</summary>
    /// <returns>The revision of the checkpoint.</returns>
    /// <exception cref="IOException">The disk is full or fails; nothing of it is left behind, and a later one may succeed.</exception>
    /// <exception cref="IndexBrokenException">The index holds a part of a set.</exception>
    /// <remarks>On the applying thread, between two sets. The log may be trimmed below the older kept checkpoint.</remarks>
    public ulong Take() => _take().Revision;

    /// <summary>Keeps a checkpoint for somebody who reads it, while this node goes on.</summary>
    /// <param name="checkpointId">Its id; empty for the newest.</param>
    /// <param name="holds">Asked before older checkpoints are removed: false once this one need not be kept any longer.</param>
    /// <returns>The pin, to be disposed; null if there is no such checkpoint, or none at all.</returns>
    /// <remarks>Thread-safe. The records of a checkpoint are never written again, so that a reader and later checkpoints share their files.</remarks>
    public CheckpointPin? Pin(string checkpointId, Func<bool> holds) => _folder.Pin(checkpointId, holds);
}
