using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using CreditQuery.Log;
using CreditQuery.Protos.Log.V1;

namespace CreditQuery.FunctionalTests.Robustness;

/// <summary>An event as it lies in the log, read with the generated class and no code of the log.</summary>
internal sealed record RawEvent(ChangeEvent Event, string Chain)
{
    public ulong Revision => Event.Revision;

    public string Previous => Convert.ToHexStringLower(Event.PreviousChain.Span);

    /// <summary>The change id as writers write it.</summary>
    public string Id => ChangeId.FromBytes(Event.ChangeId.Span).ToString();

    public static RawEvent Parse(byte[] raw)
    {
        var read = ChangeEvent.Parser.ParseFrom(raw);
        var numbers = new byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(numbers, read.Revision);
        BinaryPrimitives.WriteInt64BigEndian(numbers.AsSpan(8), read.RecordedAtMs);
        return new RawEvent(read, Sum([.. read.PreviousChain, .. numbers, .. read.ChangeId, .. read.Payload]));
    }

    /// <summary>Chain value of the empty log.</summary>
    public static string Genesis(string epoch) => Sum(Encoding.ASCII.GetBytes(epoch));

    /// <summary>What is wrong with a log that begins at 1.</summary>
    public static IEnumerable<string> FaultsOf(IReadOnlyList<RawEvent> log, string epoch)
    {
        var (chain, time) = (Genesis(epoch), 0L);
        for (var i = 0; i < log.Count; i++)
        {
            if (log[i].Revision != (ulong)i + 1)
            {
                yield return $"dense: place {i + 1} of the log holds revision {log[i].Revision}";
                yield break;
            }

            if (log[i].Previous != chain || log[i].Event.RecordedAtMs < time)
            {
                yield return $"chain: revision {log[i].Revision} does not continue the one before it";
            }

            (chain, time) = (log[i].Chain, log[i].Event.RecordedAtMs);
        }
    }

#pragma warning disable CA5350 // The chain is SHA-1: it detects accidents (docs/redis.md).
    private static string Sum(byte[] bytes) => Convert.ToHexStringLower(SHA1.HashData(bytes));
#pragma warning restore CA5350
}
