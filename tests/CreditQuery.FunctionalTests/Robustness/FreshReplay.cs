using System.Globalization;
using System.Text;
using CreditQuery.Index;
using CreditQuery.Log;
using CreditQuery.RobustnessNode;
using CreditQuery.Rules.Subjects;

namespace CreditQuery.FunctionalTests.Robustness;

/// <summary>Tells the content of an index byte for byte, and makes one that knows nothing but a log.</summary>
internal static class FreshReplay
{
    /// <summary>Applies a log to an empty index and tells it.</summary>
    public static string Tell(IEnumerable<RawEvent> log, RegistryKey key, string epoch)
    {
        var folder = Directory.CreateTempSubdirectory("creditquery-replay-").FullName;
        try
        {
            using var index = CreditIndex.Open(OptionsOf(folder), key, epoch);
            foreach (var one in log)
            {
                index.Apply(new LoggedEvent
                {
                    Revision = one.Revision,
                    RecordedAtMs = one.Event.RecordedAtMs,
                    ChangeId = ChangeId.FromBytes(one.Event.ChangeId.Span).ToUInt128(),
                    Chain = Convert.FromHexString(one.Chain),
                    Payload = one.Event.Payload.Memory,
                });
            }

            return Tell(index);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Tells the index in a folder that no process has open.</summary>
    public static string Tell(string folder, RegistryKey key, string epoch)
    {
        using var index = CreditIndex.Open(OptionsOf(folder), key, epoch);
        return string.Concat(index.Checkpoints.Unusable.Select(static unusable => $"unusable: {unusable}; ")) + Tell(index);
    }

    private static CreditIndexOptions OptionsOf(string folder) => new()
    {
        Folder = folder,
        RecordMemoryBytes = 256 << 20,
        HashTableBytes = 1 << 20,
        HugePages = false,
        PageBytes = NodeFaults.PageBytes,
        SegmentBytes = NodeFaults.RecordFileBytes,
    };

    private static string Tell(CreditIndex index)
    {
        var now = index.Current;
        var told = new StringBuilder();
        told.Append(CultureInfo.InvariantCulture, $"revision {now.Revision}, chain {Convert.ToHexStringLower(now.Chain.Span)}, recorded {now.RecordedAtMs}, counts {now.Counts}\n");
        using var reader = index.RentReader();
        for (var person = 0; person < Writer.Persons; person++)
        {
            var record = reader.ReadCopy(KeyOf(index, Writer.Person(person).Value), out _);
            told.Append(CultureInfo.InvariantCulture, $"person {person}: {(record is null ? "none" : Convert.ToHexStringLower(record))}\n");
        }

        return told.ToString();
    }

    private static SubjectKey KeyOf(CreditIndex index, string value)
    {
        IdentifierParser.Parse(IdentifierType.CitizenId, value, out var readings);
        return index.Cipher.Seal(readings[0], value);
    }
}
