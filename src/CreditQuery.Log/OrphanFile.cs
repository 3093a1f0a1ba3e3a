using System.Text;
using CreditQuery.Log.Events;

namespace CreditQuery.Log;

/// <summary>One file of orphans; see <see cref="OrphanFolder"/>.</summary>
/// <param name="FilePath">Its path.</param>
public sealed record OrphanFile(string FilePath)
{
    private const int BufferBytes = 1 << 16;

    private string ReturnedPath => Path.ChangeExtension(FilePath, ".returned");

    /// <summary>Reads the events.</summary>
    /// <returns>The events in order; each has bytes of its own.</returns>
    /// <exception cref="ChangeLogCorruptException">The file is damaged.</exception>
    public IEnumerable<ChangeLogEvent> Read()
    {
        using var stream = new FileStream(FilePath, FileMode.Open, FileAccess.Read, FileShare.Read, BufferBytes);
        EventCursor? cursor = null;
        try
        {
            while (stream.Position < stream.Length)
            {
                var raw = Next(stream);
                cursor ??= new EventCursor(Before(raw, stream.Position));
                if (cursor.TryPass(raw, out var next) is { } fault)
                {
                    throw Damaged(stream.Position, cursor.Revision + 1, fault);
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
    private LogHead Before(byte[] raw, long at) => EventCodec.TryRead(raw, out var fields) && fields.Format <= EventCodec.Format
        ? new LogHead(fields.Revision - 1, ChainValue.FromBytes(fields.PreviousChain), DateTimeOffset.UnixEpoch)
        : throw Damaged(at, 0, "the bytes are no change event");

    private byte[] Next(FileStream stream)
    {
        var length = 0;
        for (var shift = 0; shift < 28; shift += 7)
        {
            var part = stream.ReadByte();
            length |= (part & 0x7F) << shift;
            if (part is >= 0 and < 0x80)
            {
                var raw = new byte[length <= stream.Length - stream.Position ? length : throw Damaged(stream.Position, 0, "the file ends within an event")];
                stream.ReadExactly(raw);
                return raw;
            }
        }

        throw Damaged(stream.Position, 0, "no length stands there");
    }

    private ChangeLogCorruptException Damaged(long at, ulong revision, string reason) => new(FilePath, at, revision, reason);
}
