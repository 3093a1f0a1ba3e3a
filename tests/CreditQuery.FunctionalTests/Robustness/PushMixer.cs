using CreditQuery.FunctionalTests.Redis;
using CreditQuery.Log.Redis;

namespace CreditQuery.FunctionalTests.Robustness;

/// <summary>Publishes the last events again, in another order, and some of them damaged.</summary>
internal static class PushMixer
{
    private const int LastEvents = 12;

    public static async Task RunAsync(RedisProcess redis, Fault fault)
    {
        var random = new Random(fault.Draw);
        var keys = new RedisKeys(HistorySite.Registry);
        using var socket = await redis.ConnectAsync();
        for (var passed = 0; passed < fault.Milliseconds; passed += 20)
        {
            foreach (var raw in await EventsAsync(socket, keys, random))
            {
                await socket.SayAsync("PUBLISH", keys.Events, MessageOf(raw, random));
            }

            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    private static async Task<byte[][]> EventsAsync(RedisSocket socket, RedisKeys keys, Random random)
    {
        var events = RawLog.EventsIn(await socket.AskAsync("XREVRANGE", keys.Log, "+", "-", "COUNT", LastEvents.ToString(System.Globalization.CultureInfo.InvariantCulture)));
        byte[][] mixed = [.. events, .. events.Take(LastEvents / 2)];
        random.Shuffle(mixed);
        return mixed;
    }

    private static byte[] MessageOf(byte[] raw, Random random)
    {
        byte[] message = [.. Convert.FromHexString(RawEvent.Parse(raw).Chain), .. raw];
        switch (random.Next(8))
        {
            case 0:
                message[random.Next(message.Length)] ^= 0x10;
                return message;
            case 1:
                return message[..random.Next(message.Length)];
            default:
                return message;
        }
    }
}
