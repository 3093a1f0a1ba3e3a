using System.Globalization;
using CreditQuery.FunctionalTests.Node;
using CreditQuery.FunctionalTests.Redis;
using CreditQuery.Log;
using CreditQuery.Log.Redis;
using Microsoft.Extensions.Logging.Abstractions;

namespace CreditQuery.FunctionalTests.Robustness;

/// <summary>Reads all of a log, also what it has forgotten: that in Redis over a socket, past everything of ours; the embedded one by its reader.</summary>
internal static class RawLog
{
    private const int AtOnce = 500;
    private const string Files = "*.log";

    /// <summary>Reads the log in Redis; what it has forgotten stands in its append-only file.</summary>
    public static async Task<(IReadOnlyList<RawEvent> Events, int Trimmed)> ReadAsync(RedisProcess redis)
    {
        var kept = await ReadKeptAsync(redis);
        if (kept.Count == 0 || kept[0].Revision == 1)
        {
            return (kept, 0);
        }

        var file = await File.ReadAllBytesAsync(redis.AppendOnlyFile, TestContext.Current.CancellationToken);
        var written = AppendOnlyEvents.In(file, new RedisKeys(HistorySite.Registry).Log).Select(RawEvent.Parse);
        List<RawEvent> forgotten = [.. written.Where(one => one.Revision < kept[0].Revision)];
        return ([.. forgotten, .. kept], forgotten.Count);
    }

    /// <summary>Reads the log of a node that has ended; files that it removed are put back first.</summary>
    public static async Task<(IReadOnlyList<RawEvent> Events, int Trimmed)> ReadAsync(NodeFolder folder, byte[] keyCheck)
    {
        var trimmed = Directory.GetFiles(folder.Log, Files).Min(static path => int.Parse(Path.GetFileNameWithoutExtension(path), CultureInfo.InvariantCulture)) - 1;
        if (Directory.Exists(HistorySite.TrimmedOf(folder)))
        {
            foreach (var path in Directory.GetFiles(HistorySite.TrimmedOf(folder), Files))
            {
                // A file that is there again was removed before it held anything.
                if (Path.Combine(folder.Log, Path.GetFileName(path)) is var place && !File.Exists(place))
                {
                    File.Move(path, place);
                }
            }
        }

        return (await ReadFilesAsync(folder, keyCheck), trimmed);
    }

    /// <summary>The events in an answer of XRANGE or XREVRANGE.</summary>
    public static byte[][] EventsIn(object? answer) =>
        [.. ((object?[])answer!).Select(static entry => (byte[])((object?[])((object?[])entry!)[1]!)[1]!)];

    private static async Task<List<RawEvent>> ReadKeptAsync(RedisProcess redis)
    {
        var log = new RedisKeys(HistorySite.Registry).Log;
        using var socket = await redis.ConnectAsync();
        var events = new List<RawEvent>();
        while (true)
        {
            var from = "(" + (events.Count == 0 ? "0" : events[^1].Revision.ToString(CultureInfo.InvariantCulture)) + "-0";
            var read = EventsIn(await socket.AskAsync("XRANGE", log, from, "+", "COUNT", AtOnce.ToString(CultureInfo.InvariantCulture)));
            if (read.Length == 0)
            {
                return events;
            }

            events.AddRange(read.Select(RawEvent.Parse));
        }
    }

    private static async Task<List<RawEvent>> ReadFilesAsync(NodeFolder folder, byte[] keyCheck)
    {
        var options = new ChangeLogOptions { Path = folder.Log, SegmentSizeBytes = 64 << 10 };
        await using var log = await EmbeddedChangeLog.OpenAsync(options, keyCheck, TimeProvider.System, NullLogger.Instance, TestContext.Current.CancellationToken);
        var events = new List<RawEvent>();
        using var reader = log.Follow(0);
        while (reader.Position < log.Head.Revision && await reader.WaitToReadAsync(TestContext.Current.CancellationToken))
        {
            while (reader.TryRead(out var next))
            {
                events.Add(RawEvent.Parse(next.Raw.ToArray()));
            }
        }

        return events;
    }
}
