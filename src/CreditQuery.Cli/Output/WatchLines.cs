using CreditQuery.Client;

namespace CreditQuery.Cli.Output;

/// <summary>A line for each row, columns separated by tabs; states on the error stream.</summary>
internal sealed class WatchLines(Terminal terminal) : IWatchView
{
    public Task RunAsync(Func<Task> work) => work();

    public void Show(SubscriptionMessage message)
    {
        foreach (var row in WatchWords.RowsOf(message))
        {
            terminal.Output.WriteLine(string.Join('\t', row).TrimEnd('\t'));
        }
    }

    public void Show(StatusSubscription subscription) => WatchWords.Say(terminal, subscription);
}
