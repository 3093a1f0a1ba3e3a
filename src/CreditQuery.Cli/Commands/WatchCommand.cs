using System.CommandLine;
using CreditQuery.Cli.Output;
using CreditQuery.Client;
using CreditQuery.Protos.V1;

namespace CreditQuery.Cli.Commands;

/// <summary><c>creditq watch</c>: follows the changes of status.</summary>
internal sealed class WatchCommand(ConnectionOptions connection, Terminal terminal)
{
    private const string Table = "table";
    private const string Json = "json";
    private const string Now = "now";
    private const string Snapshot = "snapshot";
    private const string Fail = "fail";
    private const string Resnapshot = "resnapshot";

    private readonly WatchFilterOptions _filter = new();
    private readonly Option<string[]> _nodes = new("--node") { Description = "Query address of a node; repeat it for other nodes of the registry. Default: --server.", HelpName = "url" };
    private readonly Option<string> _from = Choice("--from", Now, "Where to begin without a token: with the next event, or with all that stands now.", Now, Snapshot);
    private readonly Option<FileInfo?> _tokenFile = new("--token-file") { Description = "File that keeps the place: the same command goes on where it was.", HelpName = "file" };
    private readonly Option<string> _onCompacted = Choice("--on-compacted", Fail, "Where the token is too old: end with exit code 8, or take a snapshot.", Fail, Resnapshot);
    private readonly Option<bool> _coalesce = new("--coalesce") { Description = "When behind, show of each entry only the newest." };
    private readonly Option<string> _output = Choice("--output", Table, "A live table (lines where there is no terminal), or a WatchResponse as JSON on each line.", Table, Json);
    private readonly Option<int?> _count = new("--count") { Description = "End after so many events.", HelpName = "n" };

    private readonly Option<TimeSpan> _interval = new("--progress-interval")
    {
        Description = "Longest silence of a node; after three the news are stale. Default 5s.",
        HelpName = "time",
        CustomParser = Durations.Parse,
        DefaultValueFactory = static _ => TimeSpan.FromSeconds(5),
    };

    public Command Build()
    {
        var command = new Command("watch", "Follow the changes of status, across restarts.") { _nodes, _from, _tokenFile, _onCompacted, _coalesce, _output, _count, _interval };
        _filter.AddTo(command);
        _count.Validators.Add(static result =>
        {
            if (result.GetValueOrDefault<int?>() is < 1)
            {
                result.AddError("--count is 1 or more");
            }
        });
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var tokens = parsed.GetValue(_tokenFile) is { } file ? new FileTokenStore(file.FullName) : null;
        await using var subscription = connection.Connect(parsed, options => new StatusSubscription(OptionsOf(parsed, options, tokens)));
        IWatchView view = parsed.GetValue(_output) == Json ? new WatchJson(terminal) : terminal.Tables.Profile.Capabilities.Interactive ? new WatchTable(terminal) : new WatchLines(terminal);
        try
        {
            await view.RunAsync(() => FollowAsync(subscription, view, tokens, parsed.GetValue(_count), cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ExitCodes.Cancelled;
        }

        return ExitCodes.Ok;
    }

    private static async Task FollowAsync(StatusSubscription subscription, IWatchView view, FileTokenStore? tokens, int? count, CancellationToken cancellationToken)
    {
        var shown = 0;
        var last = Google.Protobuf.ByteString.Empty;
        subscription.StateChanged += _ => view.Show(subscription);
        await foreach (var message in subscription.ReadAsync(cancellationToken))
        {
            view.Show(message);
            last = message.Token.IsEmpty ? last : message.Token;
            if (message is StatusChanged && ++shown == count)
            {
                break;
            }
        }

        // Nobody asks for another message, which would say that the last one is taken.
        await (tokens is null || last.IsEmpty ? ValueTask.CompletedTask : tokens.SaveAsync(last, cancellationToken));
    }

    private StatusSubscriptionOptions OptionsOf(ParseResult parsed, CreditQueryClientOptions connected, FileTokenStore? tokens)
    {
        var options = new StatusSubscriptionOptions
        {
            Connection = connected,
            Filter = _filter.Of(parsed),
            Start = parsed.GetValue(_from) == Snapshot ? WatchMode.SnapshotThenFollow : WatchMode.FromNow,
            OnCompacted = parsed.GetValue(_onCompacted) == Resnapshot ? OnCompacted.Resnapshot : OnCompacted.Fail,
            Coalesce = parsed.GetValue(_coalesce),
            ProgressInterval = parsed.GetValue(_interval),
            Tokens = tokens,
        };
        foreach (var node in parsed.GetValue(_nodes) ?? [])
        {
            options.Addresses.Add(ConnectionOptions.Address(node));
        }

        return options;
    }

    private static Option<string> Choice(string name, string otherwise, string description, params string[] choices)
    {
        var option = new Option<string>(name) { Description = $"{description} Default {otherwise}.", HelpName = string.Join('|', choices), DefaultValueFactory = _ => otherwise };
        option.AcceptOnlyFromAmong(choices);
        return option;
    }
}
