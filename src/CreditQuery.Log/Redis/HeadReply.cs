using System.Globalization;
using StackExchange.Redis;

namespace CreditQuery.Log.Redis;

/// <summary>What the poll script answers.</summary>
/// <param name="Epoch">Identity of the log.</param>
/// <param name="KeyCheck">Check value of its registry key, hexadecimal.</param>
/// <param name="Head">Its last event.</param>
/// <param name="Oldest">The oldest revision that can be read; head + 1 if there is none.</param>
/// <param name="Time">Redis TIME.</param>
/// <param name="NotBefore">The last instant passed; the least value if there is none.</param>
internal readonly record struct HeadReply(string Epoch, string KeyCheck, LogHead Head, ulong Oldest, DateTimeOffset Time, DateTimeOffset NotBefore)
{
    /// <summary>Reads the answer.</summary>
    public static HeadReply Of(RedisResult result)
    {
        var parts = (RedisResult[])result!;
        var head = new LogHead(
            Number(parts[2]), ChainValue.Parse((string)parts[3]!), DateTimeOffset.FromUnixTimeMilliseconds((long)Number(parts[4])));
        var time = DateTimeOffset.FromUnixTimeSeconds((long)Number(parts[6])).AddMicroseconds(Number(parts[7]));
        var passedMs = (long)Number(parts[8]);
        var notBefore = passedMs == 0 ? default : DateTimeOffset.FromUnixTimeMilliseconds(passedMs);
        return new HeadReply((string)parts[0]!, (string)parts[1]!, head, Number(parts[5]), time, notBefore);
    }

    /// <summary>Reads a whole number; the scripts write all of them as decimal text.</summary>
    public static ulong Number(RedisResult result) => ulong.Parse((string)result!, NumberStyles.None, CultureInfo.InvariantCulture);
}
