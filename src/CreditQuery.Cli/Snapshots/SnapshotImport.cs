using CreditQuery.Index.Transfer;

namespace CreditQuery.Cli.Snapshots;

/// <summary>Puts a snapshot file into the index folder of a stopped node.</summary>
internal static class SnapshotImport
{
    /// <summary>Takes every block that an earlier try did not take, then puts the whole in place.</summary>
    public static void Run(SnapshotFileReader file, string folder, Action<ulong, ulong> told, CancellationToken cancellationToken)
    {
        using var receiver = CheckpointReceiver.Open(folder);
        receiver.Begin(file.Description);
        var buffer = new byte[CheckpointDescription.MaxBlockBytes];
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var bytes = file.ReadBlock(buffer, out var block);
            if (block == 0)
            {
                break;
            }

            // The whole file is read and compared, whatever an earlier try took of it.
            if (block > receiver.Received)
            {
                receiver.Write(block, buffer.AsSpan(0, bytes));
            }

            told(block, file.Description.Blocks);
        }

        receiver.Complete();
        CheckpointReceiver.RemoveLeftovers(folder);
    }
}
