using System.Globalization;
using CreditQuery.Log;
using Microsoft.Extensions.Logging.Abstractions;

namespace CreditQuery.FunctionalTests.Crash;

public sealed class LogCrashTests : IDisposable
{
    private const int Kills = 6;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("creditquery-crash-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Open_AfterKill_HoldsEveryAcknowledgedChange()
    {
        var acknowledged = new Dictionary<ulong, ChainValue>();
        for (var kill = 0; kill < Kills; kill++)
        {
            await AppendAndKillAsync(acknowledged, atLeast: 100 + (kill * 137));

            await CheckAsync(acknowledged);
        }
    }

    // The kill is SIGKILL; what the child had printed by then is read to the last whole line.
    private async Task AppendAndKillAsync(Dictionary<ulong, ChainValue> acknowledged, int atLeast)
    {
        using var child = AppendingChild.Start(_folder);
        try
        {
            for (var line = 0; line < atLeast; line++)
            {
                Acknowledge(acknowledged, await child.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken)
                    .AsTask().WaitAsync(Patience, TestContext.Current.CancellationToken));
            }
        }
        finally
        {
            child.Kill();
        }

        var rest = await child.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)
            .WaitAsync(Patience, TestContext.Current.CancellationToken);
        var whole = rest[..(rest.LastIndexOf('\n') + 1)];
        foreach (var line in whole.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            Acknowledge(acknowledged, line);
        }

        await child.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);
    }

    private static void Acknowledge(Dictionary<ulong, ChainValue> acknowledged, string? line)
    {
        Assert.NotNull(line);
        var parts = line.Split(' ');
        acknowledged.Add(ulong.Parse(parts[0], CultureInfo.InvariantCulture), ChainValue.Parse(parts[1]));
    }

    private async Task CheckAsync(Dictionary<ulong, ChainValue> acknowledged)
    {
        var options = new ChangeLogOptions { Path = _folder, SegmentSizeBytes = AppendingChild.SegmentSizeBytes };
        await using var log = await EmbeddedChangeLog.OpenAsync(
            options, AppendingChild.KeyCheck, TimeProvider.System, NullLogger.Instance, TestContext.Current.CancellationToken);
        Assert.True(log.Head.Revision >= acknowledged.Keys.Max());
        using var reader = log.Follow(0);
        var found = 0;
        while (reader.Position < log.Head.Revision && await reader.WaitToReadAsync(TestContext.Current.CancellationToken))
        {
            while (reader.TryRead(out var next))
            {
                if (acknowledged.TryGetValue(next.Revision, out var chain))
                {
                    Assert.Equal(chain, next.Chain);
                    found++;
                }
            }
        }

        Assert.Equal(acknowledged.Count, found);
    }
}
