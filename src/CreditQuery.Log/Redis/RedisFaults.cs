using System.Globalization;
using CreditQuery.Log.Events;
using StackExchange.Redis;

namespace CreditQuery.Log.Redis;

/// <summary>Turns what Redis and its client say into the log's own exceptions.</summary>
internal static class RedisFaults
{
    /// <summary>The exception for an error that Redis answered.</summary>
    /// <param name="error">The answer: a code, a space, text. The scripts' own codes begin with CQ.</param>
    /// <param name="where">Address and registry, for the message.</param>
    /// <param name="epoch">The epoch known here; empty while none is.</param>
    public static Exception Of(RedisServerException error, string where, string epoch)
    {
        var (code, text) = Split(error.Message);
        return code switch
        {
            "CQNOLOG" => new LogNotInitialisedException(where),
            "CQEPOCH" => new EpochChangedException(epoch, text),
            "CQKEY" => new RegistryKeyMismatchException(where),
            "CQFORMAT" => OfFormat(where, text),
            "CQBROKEN" => new LogUnusableException(where, text),
            "CQDIGEST" => new ChangeIdReusedException(ulong.Parse(text, CultureInfo.InvariantCulture)),
            "CQEXISTS" => new LogExistsException(where, text),
            "OOM" or "MISCONF" => new AppendRefusedException(AppendRefusal.RedisFull, error),
            _ => new ChangeLogUnavailableException($"{where} answered: {error.Message}", error),
        };
    }

    /// <summary>Whether an error means that this connection is of no use: another server is the master now, or Redis was started anew.</summary>
    /// <remarks>Not what the user may not do: another connection may do no more, and settings are asked for of whoever may tell them.</remarks>
    /// <param name="error">The answer.</param>
    public static bool EndsConnection(RedisServerException error) =>
        Split(error.Message).Code is "READONLY" or "NOSCRIPT" or "LOADING" or "MASTERDOWN" or "NOAUTH";

    private static Exception OfFormat(string where, string format) =>
        uint.TryParse(format, NumberStyles.None, CultureInfo.InvariantCulture, out var found) && found > EventCodec.Format
            ? new UpgradeNeededException($"The change log in {where}", found, EventCodec.Format)
            : new LogUnusableException(where, $"its header has the format '{format}'.");

    private static (string Code, string Text) Split(string message)
    {
        var space = message.IndexOf(' ', StringComparison.Ordinal);
        return space < 0 ? (message, "") : (message[..space], message[(space + 1)..]);
    }
}
