namespace CreditQuery.InteropHost.Client;

/// <summary>Runs one interop case, or all, against a server.</summary>
internal static class InteropClient
{
    /// <summary>How long one case may take.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>Runs the case that the options name ("all": every one) and says how it went.</summary>
    /// <returns>The exit code: 0 passed, 1 failed.</returns>
    public static async Task<int> RunAsync(InteropOptions options, TextWriter output)
    {
        var names = options.TestCase == "all" ? InteropCases.All.Keys : [options.TestCase];
        var code = 0;
        foreach (var name in names)
        {
            var failure = await TryAsync(options with { TestCase = name });
            await output.WriteLineAsync(failure is null ? $"OK: {name}" : $"FAILED: {name}: {failure}");
            code = failure is null ? code : 1;
        }

        return code;
    }

    private static async Task<string?> TryAsync(InteropOptions options)
    {
        if (!InteropCases.All.TryGetValue(options.TestCase, out var run))
        {
            return $"no such case; there are: {string.Join(", ", InteropCases.All.Keys)}.";
        }

        try
        {
            using var with = new InteropRun(options);
            await run(with).WaitAsync(Limit);
            return null;
        }
        catch (Exception failure)
        {
            return failure.ToString();
        }
    }
}
