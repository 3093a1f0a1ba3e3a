using System.Globalization;
using CreditQuery.FunctionalTests.Node;
using CreditQuery.FunctionalTests.Redis;
using CreditQuery.Log;
using CreditQuery.Log.Redis;
using Microsoft.Extensions.Logging.Abstractions;

namespace CreditQuery.FunctionalTests.Robustness;

/// <summary>Reads all of a log: that in Redis over a socket, past everything of ours; the embedded one by its reader.</summary>
internal static class RawLog
{
    private const int AtOnce = 500;

    public static async Task<List<RawEvent>> ReadAsync(RedisProcess redis)
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

    /// <summary>Reads the log of a node that has ended.</summary>
    public static async Task<List<RawEvent>> ReadAsync(NodeFolder folder, byte[] keyCheck)
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

    /// <summary>The events in an answer of XRANGE or XREVRANGE.</summary>
    public static byte[][] EventsIn(object? answer) =>
        [.. ((object?[])answer!).Select(static entry => (byte[])((object?[])((object?[])entry!)[1]!)[1]!)];
}
