using System.CommandLine;
using CreditQuery.Cli.Output;
using CreditQuery.Index;

namespace CreditQuery.Cli.Commands;

/// <summary><c>creditq key</c>: the registry's key file, offline. The key itself is never printed.</summary>
internal sealed class KeyCommand(Terminal terminal)
{
    private readonly Option<FileInfo> _file = new("--key-file") { Description = "Key file.", HelpName = "file", DefaultValueFactory = static _ => new FileInfo("keys/registry.key") };
    private readonly Argument<FileInfo> _target = new("file") { Description = "New file, readable by its owner alone; an existing one is never overwritten." };

    public Command Build()
    {
        var check = new Command("check", "Tell the check value: equal values are equal keys.") { _file };
        check.SetAction(parsed =>
        {
            terminal.Output.WriteLine(Read(parsed).Check.ToString());
            return ExitCodes.Ok;
        });
        var export = new Command("export", "Copy the key to a new file, for another node.") { _target, _file };
        export.SetAction(parsed => Write(Read(parsed), parsed));
        var create = new Command("new", "Make a new key, for a registry on Redis.") { _target };
        create.SetAction(parsed => Write(RegistryKey.Generate(), parsed));
        return new Command("key", "Check, export or make the registry's key.") { check, export, create };
    }

    private RegistryKey Read(ParseResult parsed)
    {
        var file = parsed.GetRequiredValue(_file);
        return RegistryKey.FromFile(file.FullName)
            ?? throw new CommandFailure(ExitCodes.BadFile, $"There is no key file {file}.", "Give it with --key-file; the service says at its first start where it put the key.");
    }

    private int Write(RegistryKey key, ParseResult parsed)
    {
        var target = parsed.GetRequiredValue(_target).FullName;
        if (File.Exists(target))
        {
            throw new CommandFailure(ExitCodes.BadFile, $"{target} exists.", "A key is never overwritten: give another path.");
        }

        key.WriteTo(target);
        terminal.Output.WriteLine($"{key.Check} {target}");
        return ExitCodes.Ok;
    }
}
