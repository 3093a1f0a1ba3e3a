using CreditQuery.FunctionalTests.Node;
using CreditQuery.FunctionalTests.Redis;
using CreditQuery.FunctionalTests.Robustness;
using CreditQuery.Log;
using CreditQuery.Log.Embedded;
using CreditQuery.Log.Events;
using CreditQuery.Log.Redis;
using CreditQuery.Protos.Log.V1;
using Google.Protobuf;

namespace CreditQuery.FunctionalTests.Shared;

/// <summary>Events of the next format in logs of this one.</summary>
/// <remarks>An upgrade is the same event in the format of this version: what the later version would read there.</remarks>
internal static class LaterFormat
{
    public const uint Format = EventCodec.Format + 1;

    /// <summary>Appends to a log in Redis what a node of the later version would.</summary>
    /// <param name="redis">A connection.</param>
    /// <param name="set">The change set, sealed.</param>
    /// <param name="raisesHeader">Whether it states its format in the header too.</param>
    /// <returns>The revision.</returns>
    public static async Task<ulong> AppendAsync(RedisSocket redis, ChangeSet set, bool raisesHeader)
    {
        var keys = new RedisKeys(RedisRegistry.Name);
        var id = new byte[ChangeId.SizeBytes];
        ChangeId.New(TimeProvider.System).WriteTo(id);
        var newest = RawEvent.Parse((await EntriesAsync(redis, keys))[^1].Raw);
        var later = new ChangeEvent
        {
            Format = Format,
            Revision = newest.Revision + 1,
            PreviousChain = ByteString.CopyFrom(Convert.FromHexString(newest.Chain)),
            ChangeId = ByteString.CopyFrom(id),
            RecordedAtMs = newest.Event.RecordedAtMs,
            Author = "test:later",
            Payload = set.ToByteString(),
        };
        var raw = later.ToByteArray();
        var chain = RawEvent.Parse(raw).Chain;
        if (raisesHeader)
        {
            await redis.SayAsync("HSET", keys.Head, "format", Format);
        }

        await redis.SayAsync("XADD", keys.Log, $"{later.Revision}-0", "e", raw);
        await redis.SayAsync("HSET", keys.Head, "revision", later.Revision, "chain", chain, "recorded_at_ms", later.RecordedAtMs);
        await redis.SayAsync("PUBLISH", keys.Events, (byte[])[.. Convert.FromHexString(chain), .. raw]);
        return later.Revision;
    }

    /// <summary>Upgrades all who read a log in Redis.</summary>
    public static async Task UpgradeAsync(RedisSocket redis)
    {
        var keys = new RedisKeys(RedisRegistry.Name);
        var entries = await EntriesAsync(redis, keys);
        await redis.SayAsync("DEL", keys.Log);
        foreach (var (id, raw) in entries)
        {
            var read = ChangeEvent.Parser.ParseFrom(raw);
            read.Format = EventCodec.Format;
            await redis.SayAsync("XADD", keys.Log, id, "e", read.ToByteArray());
        }

        await redis.SayAsync("HSET", keys.Head, "format", EventCodec.Format);
    }

    /// <summary>Rewrites the last event of an embedded log in another format; no node has it open.</summary>
    public static void Rewrite(NodeFolder folder, string epoch, uint format)
    {
        var path = Directory.GetFiles(folder.Log, "*.log").Order(StringComparer.Ordinal).Last();
        var bytes = File.ReadAllBytes(path);
        var seed = Frame.Seed(epoch);
        var (last, lastLength, lastDurable) = (0, 0, 0UL);
        for (var at = SegmentHeader.SizeBytes; Frame.Read(bytes.AsSpan(at), seed, out var length, out var durable) == FrameStatus.Complete; at += length)
        {
            if (length > Frame.HeaderBytes)
            {
                (last, lastLength, lastDurable) = (at, length, durable);
            }
        }

        // The format is the first field: one byte behind its tag.
        bytes[last + Frame.HeaderBytes + 1] = (byte)format;
        Frame.Complete(bytes.AsSpan(last, lastLength), lastDurable, seed);
        File.WriteAllBytes(path, bytes);
    }

    private static async Task<List<(byte[] Id, byte[] Raw)>> EntriesAsync(RedisSocket redis, RedisKeys keys)
    {
        var entries = (object?[])(await redis.AskAsync("XRANGE", keys.Log, "-", "+"))!;
        return [.. entries.Cast<object?[]>().Select(static entry => ((byte[])entry[0]!, (byte[])((object?[])entry[1]!)[1]!))];
    }
}
