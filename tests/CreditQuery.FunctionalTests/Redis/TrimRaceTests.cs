using System.Security.Cryptography;
using CreditQuery.FunctionalTests.Robustness;
using CreditQuery.Index;
using CreditQuery.Log;
using CreditQuery.Log.Redis;
using Microsoft.Extensions.Logging.Abstractions;

namespace CreditQuery.FunctionalTests.Redis;

/// <summary>A log that another node trims between two calls of a reader.</summary>
public sealed class TrimRaceTests
{
    private const string Registry = "race";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Follow_TrimmedBetweenThePollAndTheReading_IsToldSoAndNotOfDamage()
    {
        await using var redis = await RedisProcess.StartAsync();
        await using var network = new FaultyNetwork(redis.Port);
        var keyCheck = RegistryKey.FromBytes(RandomNumberGenerator.GetBytes(RegistryKey.SizeBytes)).Check.ToByteArray();
        await RedisLogs.MakeAsync(OptionsOf(redis.Port), keyCheck);
        await using var log = await RedisChangeLog.OpenAsync(OptionsOf(network.Port), keyCheck, TimeProvider.System, NullLogger.Instance, Token);
        for (var i = 0; i < 20; i++)
        {
            await log.AppendAsync(ReadOnlyMemory<byte>.Empty, ChangeId.New(TimeProvider.System), "test:race", Token);
        }

        network.Passing = async bytes =>
        {
            if (bytes.Span.IndexOf("XRANGE"u8) >= 0)
            {
                using var socket = await redis.ConnectAsync();
                await socket.SayAsync("XTRIM", new RedisKeys(Registry).Log, "MINID", "15-0");
            }
        };
        using var reader = log.Follow(5);

        Assert.Equal(15UL, (await Assert.ThrowsAsync<RevisionTrimmedException>(async () => await reader.WaitToReadAsync(Token))).Oldest);
    }

    private static ChangeLogOptions OptionsOf(int port) =>
        new() { Kind = LogKind.Redis, Redis = new RedisLogOptions { Endpoints = $"127.0.0.1:{port}", Registry = Registry } };
}
