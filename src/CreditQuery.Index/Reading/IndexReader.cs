using CreditQuery.Index.Store;
using CreditQuery.Rules.Subjects;
using Session = FASTER.core.ClientSession<CreditQuery.Rules.Subjects.SubjectKey, FASTER.core.SpanByte, byte, CreditQuery.Index.Store.RecordSpan, FASTER.core.Empty, CreditQuery.Index.Store.RecordFunctions>;

namespace CreditQuery.Index;

/// <summary>Reads records and checks subjects; rented from the index, used by one thread at a time, given back by Dispose.</summary>
/// <remarks>Allocates nothing per check. Not thread-safe: no concurrency within one reader.</remarks>
public sealed class IndexReader : IDisposable
{
    private readonly CreditIndex _index;
    private readonly Session _session;

    internal IndexReader(CreditIndex index, Session session)
    {
        _index = index;
        _session = session;
    }

    /// <summary>Copies the newest record of a subject.</summary>
    /// <param name="key">Key of the subject; an alias leads to its target.</param>
    /// <returns>Null if there is no record, or only a tombstone.</returns>
    public byte[]? ReadCopy(SubjectKey key)
    {
        var context = _session.UnsafeContext;
        context.BeginUnsafe();
        try
        {
            var record = Read(key);
            if (record.IsAlias)
            {
                record = record.Alias.IsRemoved ? default : Read(record.Alias.Target);
            }

            return record.IsEmpty || record.IsAlias ? null : record.Bytes.ToArray();
        }
        finally
        {
            context.EndUnsafe();
        }
    }

    /// <summary>Gives the reader back to the index.</summary>
    public void Dispose() => _index.Return(this);

    internal void Close() => _session.Dispose();

    private RecordSpan Read(SubjectKey key)
    {
        byte input = 0;
        var output = default(RecordSpan);
        var status = _session.UnsafeContext.Read(ref key, ref input, ref output);
        return status.Found ? output : default;
    }
}
