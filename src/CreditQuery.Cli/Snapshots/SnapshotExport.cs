using CreditQuery.Index.Transfer;
using CreditQuery.Protos.V1;

namespace CreditQuery.Cli.Snapshots;

/// <summary>Brings the blocks of a node's newest checkpoint into a snapshot file.</summary>
internal static class SnapshotExport
{
    /// <summary>From the index folder of a stopped node.</summary>
    public static void FromFolder(string folder, SnapshotFileWriter writer, Action<ulong, ulong> told, CancellationToken cancellationToken)
    {
        using var reader = CheckpointReader.OpenNewest(folder);
        writer.Begin(reader.Description);
        var buffer = new byte[CheckpointDescription.MaxBlockBytes];
        for (var block = writer.Received + 1; block <= reader.Description.Blocks; block++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            writer.Write(block, buffer.AsSpan(0, reader.ReadBlock(block, buffer)));
            told(block, reader.Description.Blocks);
        }
    }

    /// <summary>From a running node.</summary>
    /// <param name="node">The node.</param>
    /// <param name="patience">How long to go on without a new block.</param>
    /// <param name="writer">The file.</param>
    /// <param name="told">Told each block that was taken, and of how many.</param>
    /// <param name="cancellationToken">Ends it; the part stays.</param>
    public static Task FromNodeAsync(
        ReplicationService.ReplicationServiceClient node, TimeSpan patience, SnapshotFileWriter writer, Action<ulong, ulong> told, CancellationToken cancellationToken) =>
        new SnapshotDownload(node, TimeProvider.System, patience) { Progress = told }.RunAsync(writer, static _ => Task.CompletedTask, cancellationToken);
}
