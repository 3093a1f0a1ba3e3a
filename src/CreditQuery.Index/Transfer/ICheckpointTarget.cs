namespace CreditQuery.Index.Transfer;

/// <summary>Takes the blocks of a checkpoint in order: a folder, or a snapshot file. What was interrupted goes on where it was.</summary>
public interface ICheckpointTarget
{
    /// <summary>The checkpoint that was begun; null if none was.</summary>
    CheckpointDescription? Begun { get; }

    /// <summary>Number of the last block taken; 0 if none was.</summary>
    ulong Received { get; }

    /// <summary>Begins a checkpoint: what was begun of another one is given up, what was begun of this one goes on.</summary>
    /// <param name="description">The checkpoint.</param>
    /// <exception cref="TransferRefusedException">There is no room for it.</exception>
    void Begin(CheckpointDescription description);

    /// <summary>Takes the next block.</summary>
    /// <param name="block">Its number: <see cref="Received"/> and one.</param>
    /// <param name="bytes">Its bytes; not kept.</param>
    /// <exception cref="DamagedBlockException">They are not those of the block: nothing was taken.</exception>
    void Write(ulong block, ReadOnlySpan<byte> bytes);

    /// <summary>Gives up what was begun.</summary>
    void Discard();
}
