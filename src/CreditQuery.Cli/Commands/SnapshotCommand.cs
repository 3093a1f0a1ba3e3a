using System.CommandLine;
using System.Globalization;
using CreditQuery.Cli.Output;
using CreditQuery.Cli.Snapshots;
using CreditQuery.Index;
using CreditQuery.Index.Transfer;
using CreditQuery.Rules.Periods;
using Spectre.Console;

namespace CreditQuery.Cli.Commands;

/// <summary><c>creditq snapshot</c>: a checkpoint as one file, from a stopped or a running node, into a stopped one.</summary>
internal sealed class SnapshotCommand(ConnectionOptions connection, Terminal terminal)
{
    private const string KeyVariable = "RegistryKey__Value";
    private const int DefaultDays = 30;
    private const int MostDays = 3650;

    private readonly Argument<FileInfo> _file = new("file") { Description = "Snapshot file." };
    private readonly Option<DirectoryInfo?> _from = new("--index") { Description = "Index folder of a stopped node; without it the running node at --registry is asked.", HelpName = "folder" };
    private readonly Option<DirectoryInfo> _into = new("--index") { Description = "Index folder of a stopped node, without checkpoints of its own.", HelpName = "folder", DefaultValueFactory = static _ => new DirectoryInfo(Path.Combine("data", "index")) };
    private readonly Option<int> _days = new("--keep-days") { Description = "Days after today on which it may be imported.", HelpName = "days", DefaultValueFactory = static _ => DefaultDays };
    private readonly Option<FileInfo?> _key = new("--key-file") { Description = $"Key file of the registry; default: {KeyVariable} in the environment, else keys/registry.key.", HelpName = "file" };

    public Command Build()
    {
        var export = new Command("export", "Write the newest checkpoint of a node to a new file; what was interrupted goes on.") { _file, _from, _days };
        export.SetAction(ExportAsync);
        var import = new Command("import", "Put a snapshot into the index folder of a stopped node; what was interrupted goes on.") { _file, _into, _key };
        import.SetAction(ImportAsync);
        var verify = new Command("verify", "Read a snapshot to its end; tell what it is, or the first damaged block.") { _file };
        verify.SetAction(Verify);
        return new Command("snapshot", "Snapshot files: export, import, verify. None holds the registry's key.") { export, import, verify };
    }

    private async Task<int> ExportAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var days = parsed.GetValue(_days);
        if (days is < 0 or > MostDays)
        {
            throw new CommandFailure(ExitCodes.Usage, "--keep-days is out of range.", string.Create(CultureInfo.InvariantCulture, $"0 to {MostDays}."));
        }

        var path = parsed.GetRequiredValue(_file).FullName;
        using (var writer = SnapshotFileWriter.Open(path, Today() + days))
        {
            await SnapshotProgressView.RunAsync(terminal, Path.GetFileName(path), async told =>
            {
                if (parsed.GetValue(_from) is { } folder)
                {
                    SnapshotExport.FromFolder(folder.FullName, writer, told, cancellationToken);
                }
                else
                {
                    using var client = connection.Connect(parsed);
                    await SnapshotExport.FromNodeAsync(client.Replication, client.Options.Deadline, writer, told, cancellationToken);
                }
            });
            writer.Complete();
        }

        using var written = SnapshotFileReader.Open(path);
        Tell("exported", written, path);
        return ExitCodes.Ok;
    }

    private async Task<int> ImportAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var path = parsed.GetRequiredValue(_file).FullName;
        var folder = parsed.GetRequiredValue(_into).FullName;
        using var file = SnapshotFileReader.Open(path);
        file.Description.RequireKey(KeyCheckOf(parsed));
        if (file.ExpiresOn < Today())
        {
            throw new TransferRefusedException($"The snapshot expired: its last day was {CivilDay.Format(file.ExpiresOn)}.");
        }

        if (CheckpointDescription.AnyIn(folder) && CheckpointDescription.NewestIn(folder)?.CheckpointId != file.Description.CheckpointId)
        {
            throw new TransferRefusedException($"{folder} has checkpoints of its own: move the folder away first.");
        }

        await SnapshotProgressView.RunAsync(terminal, Path.GetFileName(path), told =>
        {
            SnapshotImport.Run(file, folder, told, cancellationToken);
            return Task.CompletedTask;
        });
        Tell("imported", file, path);
        terminal.Tables.MarkupLineInterpolated($"next: start the node; it applies what the log holds beyond that revision");
        return ExitCodes.Ok;
    }

    private int Verify(ParseResult parsed)
    {
        var path = parsed.GetRequiredValue(_file).FullName;
        using var file = SnapshotFileReader.Open(path);
        var buffer = new byte[CheckpointDescription.MaxBlockBytes];
        ulong block;
        do
        {
            file.ReadBlock(buffer, out block);
        }
        while (block != 0);
        Tell(file.ExpiresOn < Today() ? "whole, and expired" : "whole", file, path);
        return ExitCodes.Ok;
    }

    private void Tell(string what, SnapshotFileReader file, string path)
    {
        var checkpoint = file.Description;
        terminal.Tables.MarkupLineInterpolated($"[green]{what}[/] {path}");
        terminal.Tables.MarkupLineInterpolated($"  log        {checkpoint.Epoch}, revision {checkpoint.Revision}, chain {checkpoint.Chain}");
        terminal.Tables.MarkupLineInterpolated($"  catalogue  {checkpoint.CatalogueVersion}");
        terminal.Tables.MarkupLineInterpolated($"  key check  {checkpoint.KeyCheck}");
        terminal.Tables.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"  content    {checkpoint.Blocks:N0} blocks, {checkpoint.Bytes:N0} bytes, {new FileInfo(path).Length:N0} in the file");
        terminal.Tables.MarkupLineInterpolated($"  last day   {CivilDay.Format(file.ExpiresOn)}");
    }

    private KeyCheckValue KeyCheckOf(ParseResult parsed)
    {
        var given = parsed.GetValue(_key);
        if (given is null && RegistryKey.FromEnvironment(KeyVariable) is { } fromEnvironment)
        {
            return fromEnvironment.Check;
        }

        var file = given ?? new FileInfo(Path.Combine("keys", "registry.key"));
        return RegistryKey.FromFile(file.FullName)?.Check
            ?? throw new CommandFailure(ExitCodes.BadFile, $"There is no key file {file}.", "Give the registry's key with --key-file: without it nobody can tell whether the snapshot is this registry's.");
    }

    private static int Today() => CivilDay.Of(TimeProvider.System.GetUtcNow());
}
