using CreditQuery.FunctionalTests.Redis;

namespace CreditQuery.FunctionalTests.Robustness;

/// <summary>What a power loss does to the file of a Redis that is not running.</summary>
internal static class RedisDamage
{
    /// <summary>Leaves the beginning of one more transaction at the end: an append was being written.</summary>
    /// <returns>How many bytes.</returns>
    public static int Tear(RedisProcess redis, int draw)
    {
        var path = redis.AppendOnlyFile;
        var content = File.ReadAllBytes(path);
        var last = content.AsSpan().LastIndexOf("*1\r\n$5\r\nMULTI\r\n"u8);
        if (last < 0)
        {
            return 0;
        }

        var bytes = 1 + (draw % (content.Length - last - 1));
        using var file = File.Open(path, FileMode.Append);
        file.Write(content.AsSpan(last, bytes));
        return bytes;
    }

    /// <summary>Takes bytes from the end: they were never flushed.</summary>
    /// <param name="redis">Not running.</param>
    /// <param name="bytes">How many.</param>
    /// <param name="kept">So many stay in any case.</param>
    /// <returns>How many are gone.</returns>
    public static long Lose(RedisProcess redis, long bytes, long kept)
    {
        using var file = File.Open(redis.AppendOnlyFile, FileMode.Open);
        var before = file.Length;
        file.SetLength(Math.Max(kept, before - bytes));
        return before - file.Length;
    }
}
