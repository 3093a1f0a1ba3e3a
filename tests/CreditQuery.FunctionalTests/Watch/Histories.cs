using System.Globalization;

namespace CreditQuery.FunctionalTests.Watch;

/// <summary>Which random histories a test runs, and how a failed one is named (docs/watch.md).</summary>
internal static class Histories
{
    private const string Times = "CREDITQUERY_HISTORIES";
    private const string AtOnce = "CREDITQUERY_HISTORIES_AT_ONCE";
    private const string OneSeed = "CREDITQUERY_HISTORIES_SEED";

    /// <summary>Runs histories; a failure names its seed.</summary>
    /// <param name="usual">How many, unless more are wanted.</param>
    /// <param name="run">Runs the one of a seed.</param>
    /// <param name="atOnce">Several may run at the same time: they share nothing.</param>
    public static Task RunAsync(int usual, Func<int, Task> run, bool atOnce = false)
    {
        int[] seeds = Number(OneSeed) is { } one ? [one] : [.. Enumerable.Range(1, usual * (Number(Times) ?? 1))];
        var options = new ParallelOptions { MaxDegreeOfParallelism = atOnce ? Number(AtOnce) ?? 1 : 1, CancellationToken = TestContext.Current.CancellationToken };
        return Parallel.ForEachAsync(seeds, options, async (seed, _) =>
        {
            try
            {
                await run(seed);
            }
            catch (Exception fault) when (!TestContext.Current.CancellationToken.IsCancellationRequested)
            {
                throw new InvalidOperationException($"The history with seed {seed} failed; {OneSeed}={seed} runs it again. {fault.Message}", fault);
            }
        });
    }

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var stated) && stated > 0 ? stated : null;
}
