using System.CommandLine;
using CreditQuery.Cli.Output;
using CreditQuery.Index;
using CreditQuery.Log;
using CreditQuery.Protos.Log.V1;
using CreditQuery.Protos.V1;
using CreditQuery.Rules.Catalogues;
using Google.Protobuf;
using Microsoft.Extensions.Logging.Abstractions;
using Spectre.Console;

namespace CreditQuery.Cli.Commands;

/// <summary><c>creditq log init</c>: makes the change log of a registry in Redis, once; needs no node.</summary>
internal sealed class LogInitCommand(ConnectionOptions connection, Terminal terminal)
{
    private const string Author = "creditq:log-init";

    private readonly RedisOptions _redis = new(connection);
    private readonly Option<FileInfo> _key = new("--key-file") { Description = "Key file of the registry; made with 'creditq key new'.", HelpName = "file", DefaultValueFactory = static _ => new FileInfo("keys/registry.key") };
    private readonly Option<FileInfo> _catalogue = new("--catalogue") { Description = "Catalogue that becomes the first change set.", HelpName = "file", DefaultValueFactory = static _ => new FileInfo("catalogues/cn-2026.yaml") };

    public Command Build()
    {
        var command = new Command("init", "Make the log of a registry in Redis: epoch, check value of the key, first catalogue. An existing log is never changed.") { _key, _catalogue };
        _redis.AddTo(command);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var options = _redis.Read(parsed);
        var keyFile = parsed.GetRequiredValue(_key);
        var key = RegistryKey.FromFile(keyFile.FullName)
            ?? throw new CommandFailure(ExitCodes.BadFile, $"There is no key file {keyFile}.", "Make one with 'creditq key new FILE' and give it to every node.");
        var set = FirstSet(parsed.GetRequiredValue(_catalogue), out var version);
        var check = key.Check.ToByteArray();
        var epoch = await RedisLogSetup.InitialiseAsync(options, check, TimeProvider.System, NullLogger.Instance, cancellationToken);
        await using var log = await RedisChangeLog.OpenAsync(options, check, TimeProvider.System, NullLogger.Instance, cancellationToken);
        var receipt = await log.AppendAsync(set.ToByteArray(), ChangeId.New(TimeProvider.System), Author, cancellationToken);
        terminal.Tables.MarkupLineInterpolated($"[green]made[/] epoch {epoch}, key {key.Check}, catalogue {version} at revision {receipt.Revision}, durability {log.Durability}");
        return ExitCodes.Ok;
    }

    private static ChangeSet FirstSet(FileInfo file, out string version)
    {
        if (!file.Exists)
        {
            throw new CommandFailure(ExitCodes.BadFile, $"There is no file {file}.", "Two catalogues ship in catalogues/: --catalogue.");
        }

        var content = File.ReadAllBytes(file.FullName);
        var catalogue = CatalogueLoader.Load(content).Catalogue
            ?? throw new CommandFailure(ExitCodes.BadFile, $"{file} is no valid catalogue.", $"creditq catalogue validate {file} says why.");
        version = catalogue.Version;
        var set = new ChangeSet();
        set.Changes.Add(new Change { PutCatalogue = new PutCatalogue { Name = catalogue.Name, Content = UnsafeByteOperations.UnsafeWrap(content) } });
        return set;
    }
}
