using CreditQuery.Cli;
using CreditQuery.Cli.Commands;
using CreditQuery.Cli.Output;
using CreditQuery.FunctionalTests.Node;
using CreditQuery.FunctionalTests.Watch;
using CreditQuery.Protos.V1;
using Spectre.Console;

namespace CreditQuery.FunctionalTests.Cli;

/// <summary>The live table of <c>creditq watch</c>, as a terminal shows it.</summary>
public sealed class WatchTableTests
{
    private const int Height = 12;
    private const int RowsShown = 6;
    private const int Events = 10;

    [Fact]
    public async Task Watch_OnATerminal_ShowsTheNewestRowsInPlaceAndWhatTheyAreWorth()
    {
        await using var node = await NodeHost.StartAsync();
        await node.ApplyAsync(Samples.DescribeUnit());
        await using var screen = new Screen();
        await using var messages = new StringWriter();
        using var input = new StringReader("");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var terminal = new Terminal(screen, messages, input, outputIsTerminal: true, errorIsTerminal: false) { Tables = Console(screen) };
        var running = CliApplication.RunAsync(["watch", "--server", node.QueryAddress, "--progress-interval", "100ms"], terminal, stop.Token);

        await screen.WaitForAsync($"live at {node.QueryAddress}");
        for (var n = 0; n < Events; n++)
        {
            await node.ApplyAsync(HistoryChanges.Put(new EntryRef { Subject = Samples.UnitSubject(), EntryId = $"test:{n}" }, "abnormal_operation"));
        }

        var text = await screen.WaitForAsync($"test:{Events - 1}");

        Assert.All(WatchWords.Columns, column => Assert.Contains(column, text, StringComparison.Ordinal));
        Assert.Equal(
            Enumerable.Range(Events - RowsShown, RowsShown).Select(static n => $"test:{n}"),
            text.Split('\n').Where(static line => line.Contains("LISTED", StringComparison.Ordinal)).Select(static line => line.Split('│')[5].Trim()));
        Assert.Single(text.Split('\n'), static line => line.Contains("live at", StringComparison.Ordinal));
        await node.StopAsync();
        text = await screen.WaitForAsync("connecting to");
        Assert.Contains($"test:{Events - 1}", text, StringComparison.Ordinal);
        await stop.CancelAsync();
        Assert.Equal(ExitCodes.Cancelled, await running.WaitAsync(NodeHost.Patience, TestContext.Current.CancellationToken));
    }

    private static IAnsiConsole Console(TextWriter writer)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.Yes,
            Out = new AnsiConsoleOutput(writer),
        });
        (console.Profile.Width, console.Profile.Height) = (160, Height);
        return console;
    }
}
