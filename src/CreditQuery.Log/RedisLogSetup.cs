using System.Security.Cryptography;
using CreditQuery.Log.Events;
using CreditQuery.Log.Redis;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace CreditQuery.Log;

/// <summary>Makes the log of a registry in Redis, once: epoch, format and key check. The first catalogue follows as its first change set.</summary>
/// <remarks>Used by <c>creditq log init</c> alone; a node never makes an epoch in Redis. Source: architecture, chapter 6; ADR 0017.</remarks>
public static class RedisLogSetup
{
    private const int EpochBytes = 8;

    /// <summary>Makes the header. Repeating it while the log is empty changes nothing, so an interrupted start can go on.</summary>
    /// <param name="options">Addresses and registry.</param>
    /// <param name="keyCheck">The registry key's check value.</param>
    /// <param name="timeProvider">The clock of deadlines.</param>
    /// <param name="logger">Receives what the connection says.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The epoch of the log.</returns>
    /// <exception cref="LogExistsException">There is a log with changes, or with another key.</exception>
    /// <exception cref="ChangeLogUnavailableException">Redis cannot be reached.</exception>
    /// <exception cref="LogUnusableException">Redis may throw the log away, or holds a stream without a header.</exception>
    public static async Task<string> InitialiseAsync(
        ChangeLogOptions options, ReadOnlyMemory<byte> keyCheck, TimeProvider timeProvider, ILogger logger, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        var settings = new RedisSettings(options.Redis, options.MaxPendingBytes, keyCheck, timeProvider, logger);
        using var server = await ElectAsync(settings, cancellationToken);
        await RedisDurability.RequireKeptAsync(server, cancellationToken);
        var epoch = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(EpochBytes));
        RedisKey[] keys = [settings.Keys.Log, settings.Keys.Head];
        RedisValue[] values = [epoch, settings.KeyCheck, ChainHash.Genesis(epoch).ToString()];
        return (string)(await server.RunAsync(RedisScript.Init, keys, values, cancellationToken))!;
    }

    /// <summary>Reads where the log stands; needs no key.</summary>
    /// <param name="options">Addresses and registry.</param>
    /// <param name="timeProvider">The clock of deadlines.</param>
    /// <param name="logger">Receives what the connection says.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="LogNotInitialisedException">There is no log.</exception>
    /// <exception cref="ChangeLogUnavailableException">Redis cannot be reached.</exception>
    /// <exception cref="LogUnusableException">What is there is no log.</exception>
    public static async Task<RedisLogStatus> ReadAsync(
        ChangeLogOptions options, TimeProvider timeProvider, ILogger logger, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        var settings = new RedisSettings(options.Redis, options.MaxPendingBytes, ReadOnlyMemory<byte>.Empty, timeProvider, logger);
        using var server = await ElectAsync(settings, cancellationToken);
        var reply = await new RedisLogCalls(settings).PollAsync(server, cancellationToken);
        var safety = await RedisDurability.ReadAsync(server, cancellationToken);
        return new RedisLogStatus(new LogPoll(reply.Epoch, reply.Head, reply.Time), reply.KeyCheck, reply.Oldest, safety.Durability) { Warnings = safety.Warnings };
    }

    private static Task<RedisServer> ElectAsync(RedisSettings settings, CancellationToken cancellationToken) =>
        new RedisElection(settings, new RedisConnector(settings), new RedisLogCalls(settings)).ElectAsync(cancellationToken);
}
