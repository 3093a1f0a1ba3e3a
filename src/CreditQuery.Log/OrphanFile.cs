using System.Text;
using CreditQuery.Log.Events;

namespace CreditQuery.Log;

/// <summary>One file of orphans; see <see cref="OrphanFolder"/>.</summary>
/// <param name="FilePath">Its path.</param>
public sealed record OrphanFile(string FilePath)
{
    private string ReturnedPath => Path.ChangeExtension(FilePath, ".returned");

    /// <summary>Reads the events.</summary>
    /// <returns>The events in order; each has bytes of its own.</returns>
    /// <exception cref="ChangeLogCorruptException">The file is damaged.</exception>
    public IEnumerable<ChangeLogEvent> Read()
    {
        var bytes = (ReadOnlyMemory<byte>)File.ReadAllBytes(FilePath);
        EventCursor? cursor = null;
        try
        {
            for (var at = 0; at < bytes.Length;)
            {
                var raw = Next(bytes, ref at);
                cursor ??= new EventCursor(Before(raw, at));
                if (cursor.TryPass(raw, out var next) is { } fault)
                {
                    throw Damaged(at, cursor.Revision + 1, fault);
                }

                yield return next;
            }
        }
        finally
        {
            cursor?.Dispose();
        }
    }

    /// <summary>The change ids that are in the log again.</summary>
    public IReadOnlySet<ChangeId> Returned()
    {
        var returned = new HashSet<ChangeId>();
        foreach (var line in File.Exists(ReturnedPath) ? File.ReadLines(ReturnedPath) : [])
        {
            if (ChangeId.TryParse(line, out var id))
            {
                returned.Add(id);
            }
        }

        return returned;
    }

    /// <summary>Notes that a change is in the log again.</summary>
    /// <param name="id">Its id.</param>
    public void MarkReturned(ChangeId id) => File.AppendAllText(ReturnedPath, id + "\n", Encoding.ASCII);

    // The first event tells itself what it continues.
    private LogHead Before(ReadOnlyMemory<byte> raw, int at) => EventCodec.TryRead(raw.Span, out var fields) && fields.Format <= EventCodec.Format
        ? new LogHead(fields.Revision - 1, ChainValue.FromBytes(fields.PreviousChain), DateTimeOffset.UnixEpoch)
        : throw Damaged(at, 0, "the bytes are no change event");

    private ReadOnlyMemory<byte> Next(ReadOnlyMemory<byte> bytes, ref int at)
    {
        var length = 0;
        for (var shift = 0; at < bytes.Length && shift < 28; shift += 7)
        {
            var part = bytes.Span[at++];
            length |= (part & 0x7F) << shift;
            if (part < 0x80)
            {
                if (length > bytes.Length - at)
                {
                    break;
                }

                at += length;
                return bytes.Slice(at - length, length);
            }
        }

        throw Damaged(at, 0, "the file ends within an event");
    }

    private ChangeLogCorruptException Damaged(int at, ulong revision, string reason) => new(FilePath, at, revision, reason);
}
