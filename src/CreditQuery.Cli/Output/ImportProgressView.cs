using System.Globalization;
using Spectre.Console;

namespace CreditQuery.Cli.Output;

/// <summary>Progress of an import: a bar with rate and remaining time on a terminal, nothing in a log.</summary>
internal static class ImportProgressView
{
    /// <summary>Runs work that reports bytes read and changes acknowledged.</summary>
    public static async Task RunAsync(Terminal terminal, string file, Func<Action<long, long>, Task> work)
    {
        if (!terminal.ErrorIsTerminal)
        {
            await work(static (_, _) => { });
            return;
        }

        var start = TimeProvider.System.GetTimestamp();
        await terminal.Messages.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn(), new SpinnerColumn())
            .StartAsync(async context =>
            {
                var name = Markup.Escape(Path.GetFileName(file));
                var task = context.AddTask(name, maxValue: Math.Max(1, new FileInfo(file).Length));
                await work((bytes, changes) =>
                {
                    var rate = changes / Math.Max(TimeProvider.System.GetElapsedTime(start).TotalSeconds, 0.001);
                    task.Value = bytes;
                    task.Description = string.Create(CultureInfo.InvariantCulture, $"{name} {changes:N0} · {rate:N0}/s");
                });
            });
    }
}
