using CreditQuery.Client;
using Spectre.Console;

namespace CreditQuery.Cli.Output;

/// <summary>A table on the terminal that keeps the newest rows and says what they are worth.</summary>
internal sealed class WatchTable : IWatchView
{
    private const int LeastRows = 5;
    private const int RowsAround = 6;

    private readonly IAnsiConsole _console;
    private readonly Table _table;
    private LiveDisplayContext? _live;

    public WatchTable(Terminal terminal)
    {
        _console = terminal.Tables;
        _table = new Table { Border = TableBorder.Rounded };
        _table.AddColumns(WatchWords.Columns);
    }

    public Task RunAsync(Func<Task> work) => _console.Live(_table).StartAsync(async live =>
    {
        _live = live;
        await work();
    });

    public void Show(SubscriptionMessage message)
    {
        foreach (var row in WatchWords.RowsOf(message))
        {
            _table.AddRow([.. row.Select(static cell => new Text(cell))]);
        }

        while (_table.Rows.Count > Math.Max(LeastRows, _console.Profile.Height - RowsAround))
        {
            _table.Rows.RemoveAt(0);
        }

        _live?.Refresh();
    }

    public void Show(StatusSubscription subscription)
    {
        var colour = subscription.State switch { SubscriptionState.Live => "green", SubscriptionState.Stale or SubscriptionState.Failed => "red", _ => "yellow" };
        _table.Title = new TableTitle($"[{colour}]{Markup.Escape(WatchWords.StateOf(subscription))}[/]");
        _live?.Refresh();
    }
}
