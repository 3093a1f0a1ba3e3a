using CreditQuery.Index.Store;
using CreditQuery.Rules.Subjects;
using Session = FASTER.core.ClientSession<CreditQuery.Rules.Subjects.SubjectKey, FASTER.core.SpanByte, byte, CreditQuery.Index.Store.RecordSpan, FASTER.core.Empty, CreditQuery.Index.Store.RecordFunctions>;

namespace CreditQuery.Index.Reading;

/// <summary>Finds records in the store; the caller holds the session's epoch.</summary>
internal sealed class RecordLookup(Session session, CreditIndex index)
{
    /// <summary>Looks a subject up, through its alias, or through the organisation code in it.</summary>
    /// <param name="key">Key of the subject.</param>
    /// <param name="innerKey">Key of the organisation code to probe on a miss; default: no probe.</param>
    /// <param name="pinned">Revision of the pinned snapshot.</param>
    /// <returns>The bytes of a hit are sure until the next read or until the epoch is left.</returns>
    public RecordHit Find(SubjectKey key, SubjectKey innerKey, ulong pinned)
    {
        var byAlias = false;
        var record = Read(key, out var outOfMemory);
        if (record.IsEmpty && innerKey != default && !outOfMemory)
        {
            key = innerKey;
            byAlias = true;
            record = Read(key, out outOfMemory);
        }

        if (record.IsAlias)
        {
            ref readonly var alias = ref record.Alias;
            if (alias.Revision > pinned && !IndexFailpoints.ReadsUnpinned)
            {
                return RecordHit.Newer(key);
            }

            if (alias.IsRemoved)
            {
                return new RecordHit(key, default, false, false);
            }

            key = alias.Target;
            byAlias = true;
            record = Read(key, out outOfMemory);
        }

        if (record.IsEmpty)
        {
            return new RecordHit(key, default, byAlias, outOfMemory);
        }

        if (record.Revision > pinned && !IndexFailpoints.ReadsUnpinned)
        {
            return RecordHit.Newer(key);
        }

        return record.IsAlias || record.IsErased ? new RecordHit(key, default, false, false) : new RecordHit(key, record, byAlias, false);
    }

    private RecordSpan Read(SubjectKey key, out bool outOfMemory)
    {
        byte input = 0;
        var output = default(RecordSpan);
        var status = session.UnsafeContext.Read(ref key, ref input, ref output);
        outOfMemory = false;
        if (status.Found)
        {
            return output;
        }

        if (status.IsPending)
        {
            // The log is kept in memory whole; should a record have left it, the answer says so and nothing waits for a disk.
            outOfMemory = true;
            session.UnsafeContext.CompletePending(wait: true);
            index.CountOutOfMemory();
        }

        return default;
    }
}
