using System.Globalization;
using StackExchange.Redis;

namespace CreditQuery.Log.Redis;

/// <summary>The calls that the log makes: poll, append, read a range, trim.</summary>
internal sealed class RedisLogCalls
{
    private readonly RedisSettings _settings;
    private readonly RedisKey[] _logAndHead;

    public RedisLogCalls(RedisSettings settings)
    {
        _settings = settings;
        _logAndHead = [settings.Keys.Log, settings.Keys.Head];
    }

    /// <summary>Reads where the log stands, from a master.</summary>
    /// <exception cref="LogNotInitialisedException">There is no log.</exception>
    /// <exception cref="ChangeLogUnavailableException">No answer in time, or this server is no master (any more).</exception>
    public Task<HeadReply> PollAsync(RedisServer server, CancellationToken cancellationToken) => PollAsync(server, passing: null, cancellationToken);

    /// <summary>The same, and passes an instant if its time has come.</summary>
    /// <param name="server">The server.</param>
    /// <param name="passing">An instant to be passed; null for none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="LogNotInitialisedException">There is no log.</exception>
    /// <exception cref="ChangeLogUnavailableException">No answer in time, or this server is no master (any more).</exception>
    public async Task<HeadReply> PollAsync(RedisServer server, DateTimeOffset? passing, CancellationToken cancellationToken)
    {
        // Both are sent before either is awaited: one round trip.
        var role = IsMasterAsync(server, cancellationToken);
        var head = ReadHeadAsync(server, passing is { } instant ? [instant.ToUnixTimeMilliseconds()] : [], cancellationToken);
        await Task.WhenAny(Task.WhenAll(role, head));
        if (!await role)
        {
            server.Lose("it is a replica");
            throw new ChangeLogUnavailableException($"{server.Where}: it is a replica");
        }

        return await head;
    }

    /// <summary>Whether a server is a master.</summary>
    public static async Task<bool> IsMasterAsync(RedisServer server, CancellationToken cancellationToken) =>
        (string)((RedisResult[])(await server.ExecuteAsync("ROLE", [], cancellationToken))!)[0]! == "master";

    /// <summary>Reads where the log stands, from a master or a replica.</summary>
    /// <exception cref="LogNotInitialisedException">There is no log.</exception>
    public Task<HeadReply> ReadHeadAsync(RedisServer server, CancellationToken cancellationToken) => ReadHeadAsync(server, [], cancellationToken);

    /// <summary>Appends one set.</summary>
    /// <exception cref="ChangeLogException">What went wrong; after <see cref="ChangeLogUnavailableException"/> it may have happened all the same.</exception>
    public async Task<AppendReceipt> AppendAsync(RedisServer server, RedisAppend append)
    {
        var keys = _settings.Keys;
        var result = await server.RunAsync(
            _settings.Append,
            [keys.Log, keys.Head, keys.OfChange(LogFailpoints.ForgetsIds ? ChangeId.New(_settings.Time) : append.ChangeId)],
            [_settings.Epoch, _settings.KeyCheck, keys.Events, append.IdBytes, append.Author, append.PayloadBytes],
            CancellationToken.None);
        var parts = (RedisResult[])result!;
        var chain = (string)parts[3]!;
        return new AppendReceipt(
            HeadReply.Number(parts[1]),
            DateTimeOffset.FromUnixTimeMilliseconds((long)HeadReply.Number(parts[2])),
            chain.Length == 0 ? default : ChainValue.Parse(chain))
        {
            IsRepeated = (int)parts[0] == 1,
        };
    }

    /// <summary>Reads events from a revision on.</summary>
    /// <param name="server">The server.</param>
    /// <param name="from">The first revision wanted.</param>
    /// <param name="count">At most so many.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The bytes of the events, in order; empty bytes for an entry that has not the form of one.</returns>
    public async Task<List<byte[]>> ReadAsync(RedisServer server, ulong from, int count, CancellationToken cancellationToken)
    {
        var first = from.ToString(CultureInfo.InvariantCulture) + "-0";
        var result = await server.ExecuteAsync("XRANGE", [_settings.Keys.Log, first, "+", "COUNT", count], cancellationToken);
        var entries = (RedisResult[])result!;
        var events = new List<byte[]>(entries.Length);
        foreach (var entry in entries)
        {
            var fields = (RedisResult[])((RedisResult[])entry!)[1]!;
            events.Add(fields.Length == 2 && (string)fields[0]! == "e" ? (byte[])fields[1]! : []);
        }

        return events;
    }

    /// <summary>Forgets old events, a bounded number.</summary>
    /// <returns>The oldest revision left, and how many were forgotten.</returns>
    public async Task<(ulong Oldest, long Forgotten)> TrimAsync(RedisServer server, TrimBound bound, CancellationToken cancellationToken)
    {
        const int MostAtOnce = 1_000;
        var result = await server.RunAsync(
            RedisScript.Trim,
            _logAndHead,
            [
                Math.Min(bound.Revision, MaxExact).ToString(CultureInfo.InvariantCulture),
                Math.Min(bound.KeepSince.ToUnixTimeMilliseconds(), (long)MaxExact).ToString(CultureInfo.InvariantCulture),
                MostAtOnce,
            ],
            cancellationToken);
        var parts = (RedisResult[])result!;
        return (HeadReply.Number(parts[0]), (long)parts[1]);
    }

    private async Task<HeadReply> ReadHeadAsync(RedisServer server, RedisValue[] arguments, CancellationToken cancellationToken) =>
        HeadReply.Of(await server.RunAsync(RedisScript.Poll, _logAndHead, arguments, cancellationToken));

    // Lua's numbers are exact up to here.
    private const ulong MaxExact = 1UL << 53;
}
