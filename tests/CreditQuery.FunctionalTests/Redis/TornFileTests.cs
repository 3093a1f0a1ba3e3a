using CreditQuery.Log;
using Microsoft.Extensions.Logging.Abstractions;

namespace CreditQuery.FunctionalTests.Redis;

/// <summary>A machine that lost power in the middle of an append leaves a torn end in Redis's append-only file.</summary>
/// <remarks>Redis 7.0 that loads such a file by itself keeps the beginning of the torn transaction in it: what is appended next is lost at the start after, and
/// the torn event stands in its place. Hence <c>aof-load-truncated no</c> and <c>redis-check-aof --fix</c>; ADR 0017.</remarks>
public sealed class TornFileTests
{
    private static readonly byte[] KeyCheck = [1, 2, 3, 4, 5, 6, 7, 8];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Append_AfterATornOneWasCutOff_IsThereAfterEveryStart()
    {
        await using var redis = await RedisProcess.StartAsync("--appendonly", "yes", "--appendfsync", "always", "--aof-load-truncated", "no");
        var options = new ChangeLogOptions { Redis = new RedisLogOptions { Endpoints = redis.Endpoint } };
        await RedisLogSetup.InitialiseAsync(options, KeyCheck, TimeProvider.System, NullLogger.Instance, Token);
        await AppendAsync(options, "first");
        var whole = new FileInfo(redis.AppendOnlyFile).Length;
        await AppendAsync(options, "torn");
        await redis.KillAsync();
        await using (var file = File.Open(redis.AppendOnlyFile, FileMode.Open))
        {
            // Behind XADD, in the middle of a later command of the script.
            file.SetLength(whole + ((file.Length - whole) * 3 / 4));
        }

        await redis.RepairAsync();
        await redis.RestartAsync();
        await AppendAsync(options, "second");
        await redis.KillAsync();
        await redis.RestartAsync();

        Assert.Equal(["first", "second"], await ReadAsync(options));
    }

    private static async Task AppendAsync(ChangeLogOptions options, string payload)
    {
        await using var log = await OpenAsync(options);
        await log.AppendAsync(System.Text.Encoding.UTF8.GetBytes(payload), ChangeId.New(TimeProvider.System), "test:writer", Token);
    }

    private static async Task<List<string>> ReadAsync(ChangeLogOptions options)
    {
        await using var log = await OpenAsync(options);
        using var reader = log.Follow(0);
        var read = new List<string>();
        while (reader.Position < log.Head.Revision && await reader.WaitToReadAsync(Token))
        {
            while (reader.TryRead(out var next))
            {
                read.Add(System.Text.Encoding.UTF8.GetString(next.Payload.Span));
            }
        }

        return read;
    }

    private static Task<RedisChangeLog> OpenAsync(ChangeLogOptions options) =>
        RedisChangeLog.OpenAsync(options, KeyCheck, TimeProvider.System, NullLogger.Instance, Token);
}
