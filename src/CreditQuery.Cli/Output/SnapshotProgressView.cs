using Spectre.Console;

namespace CreditQuery.Cli.Output;

/// <summary>Progress of a snapshot: a bar on a terminal, nothing in a log.</summary>
internal static class SnapshotProgressView
{
    /// <summary>Runs work that reports blocks done, and of how many.</summary>
    public static async Task RunAsync(Terminal terminal, string file, Func<Action<ulong, ulong>, Task> work)
    {
        if (!terminal.ErrorIsTerminal)
        {
            await work(static (_, _) => { });
            return;
        }

        await terminal.Messages.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn(), new SpinnerColumn())
            .StartAsync(async context =>
            {
                var task = context.AddTask(Markup.Escape(file));
                await work((block, blocks) =>
                {
                    task.MaxValue = blocks;
                    task.Value = block;
                });
            });
    }
}
