using CreditQuery.Protos.V1;

namespace CreditQuery.FunctionalTests.Node;

public sealed class RestartTests
{
    [Fact]
    public async Task Start_AfterCleanStop_AnswersTheSame()
    {
        using var folder = new NodeFolder();
        CheckSubjectResponse before;
        await using (var node = await NodeHost.StartAsync(folder))
        {
            await node.ApplyAsync(Samples.Describe(), Samples.Order());
            before = await node.CheckAsync(Samples.AirCheck());
        }

        await using var again = await NodeHost.StartAsync(folder);

        AssertSame(before, await again.CheckAsync(Samples.AirCheck()));
        Assert.Contains(again.Log.Lines, line => line.Contains("checkpoint at 2, 0 events replayed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Start_IndexFolderLost_IsBuiltAgainFromTheLog()
    {
        using var folder = new NodeFolder();
        CheckSubjectResponse before;
        await using (var node = await NodeHost.StartAsync(folder))
        {
            await node.ApplyAsync(Samples.Describe(), Samples.Order());
            before = await node.CheckAsync(Samples.AirCheck());
        }

        Directory.Delete(folder.Index, recursive: true);
        await using var again = await NodeHost.StartAsync(folder);

        AssertSame(before, await again.CheckAsync(Samples.AirCheck()));
    }

    [Fact]
    public async Task Start_ClockBehindTheLog_DayNeverGoesBack()
    {
        using var folder = new NodeFolder();
        await using (var node = await NodeHost.StartAsync(folder))
        {
            await node.ApplyAsync(Samples.Order());
        }

        var clock = new TestClock { Now = TestClock.Start - TimeSpan.FromDays(3) };
        await using var again = await NodeHost.StartAsync(folder, own: false, clock);
        var answer = await again.CheckAsync(Samples.AirCheck());

        Assert.Equal("2026-06-15", answer.Freshness.AsOf);
        Assert.Equal([DegradedReason.ClockSuspect], answer.Freshness.DegradedReasons);
    }

    /// <summary>Equal but for the check's own id and the instants of answering.</summary>
    internal static void AssertSame(CheckSubjectResponse expected, CheckSubjectResponse actual)
    {
        var (left, right) = (expected.Clone(), actual.Clone());
        foreach (var answer in new[] { left, right })
        {
            answer.CheckId = "";
            answer.Freshness.AnsweredAt = null;
            answer.Freshness.SourceTime = null;
        }

        Assert.Equal(left, right);
    }
}
