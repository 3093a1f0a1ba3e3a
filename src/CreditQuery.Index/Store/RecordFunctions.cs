using CreditQuery.Rules.Subjects;
using FASTER.core;

namespace CreditQuery.Index.Store;

/// <summary>What FASTER calls: a read hands out where the value lies, a write appends.</summary>
/// <remarks>
/// A record is immutable once it is linked: <see cref="ConcurrentWriter"/> refuses every update in place, so that FASTER appends a new record
/// and a reader sees the old bytes or the new ones and never a mixture. That is why no record is locked (ADR 0004). A value handed out stays
/// valid until the session leaves the epoch.
/// </remarks>
internal readonly unsafe struct RecordFunctions : IFunctions<SubjectKey, SpanByte, byte, RecordSpan, Empty>
{
    public bool ConcurrentReader(ref SubjectKey key, ref byte input, ref SpanByte value, ref RecordSpan dst, ref ReadInfo readInfo)
    {
        dst = new RecordSpan(value.ToPointer(), value.Length);
        return true;
    }

    public bool SingleReader(ref SubjectKey key, ref byte input, ref SpanByte value, ref RecordSpan dst, ref ReadInfo readInfo)
    {
        dst = new RecordSpan(value.ToPointer(), value.Length);
        return true;
    }

    public bool SingleWriter(ref SubjectKey key, ref byte input, ref SpanByte src, ref SpanByte dst, ref RecordSpan output, ref UpsertInfo upsertInfo, WriteReason reason)
    {
        src.CopyTo(ref dst);
        return true;
    }

    public bool ConcurrentWriter(ref SubjectKey key, ref byte input, ref SpanByte src, ref SpanByte dst, ref RecordSpan output, ref UpsertInfo upsertInfo) => false;

    public bool ConcurrentDeleter(ref SubjectKey key, ref SpanByte value, ref DeleteInfo deleteInfo) => true;

    public bool SingleDeleter(ref SubjectKey key, ref SpanByte value, ref DeleteInfo deleteInfo) => true;

    public bool NeedInitialUpdate(ref SubjectKey key, ref byte input, ref RecordSpan output, ref RMWInfo rmwInfo) => false;

    public bool NeedCopyUpdate(ref SubjectKey key, ref byte input, ref SpanByte oldValue, ref RecordSpan output, ref RMWInfo rmwInfo) => false;

    public bool InitialUpdater(ref SubjectKey key, ref byte input, ref SpanByte value, ref RecordSpan output, ref RMWInfo rmwInfo) => false;

    public bool CopyUpdater(ref SubjectKey key, ref byte input, ref SpanByte oldValue, ref SpanByte newValue, ref RecordSpan output, ref RMWInfo rmwInfo) => false;

    public bool InPlaceUpdater(ref SubjectKey key, ref byte input, ref SpanByte value, ref RecordSpan output, ref RMWInfo rmwInfo) => false;

    public void PostInitialUpdater(ref SubjectKey key, ref byte input, ref SpanByte value, ref RecordSpan output, ref RMWInfo rmwInfo)
    {
    }

    public void PostCopyUpdater(ref SubjectKey key, ref byte input, ref SpanByte oldValue, ref SpanByte newValue, ref RecordSpan output, ref RMWInfo rmwInfo)
    {
    }

    public void PostSingleWriter(ref SubjectKey key, ref byte input, ref SpanByte src, ref SpanByte dst, ref RecordSpan output, ref UpsertInfo upsertInfo, WriteReason reason)
    {
    }

    public void PostSingleDeleter(ref SubjectKey key, ref DeleteInfo deleteInfo)
    {
    }

    public void DisposeSingleWriter(ref SubjectKey key, ref byte input, ref SpanByte src, ref SpanByte dst, ref RecordSpan output, ref UpsertInfo upsertInfo, WriteReason reason)
    {
    }

    public void DisposeCopyUpdater(ref SubjectKey key, ref byte input, ref SpanByte oldValue, ref SpanByte newValue, ref RecordSpan output, ref RMWInfo rmwInfo)
    {
    }

    public void DisposeInitialUpdater(ref SubjectKey key, ref byte input, ref SpanByte value, ref RecordSpan output, ref RMWInfo rmwInfo)
    {
    }

    public void DisposeSingleDeleter(ref SubjectKey key, ref SpanByte value, ref DeleteInfo deleteInfo)
    {
    }

    public void DisposeDeserializedFromDisk(ref SubjectKey key, ref SpanByte value)
    {
    }

    public void ReadCompletionCallback(ref SubjectKey key, ref byte input, ref RecordSpan output, Empty ctx, Status status, RecordMetadata recordMetadata)
    {
    }

    public void RMWCompletionCallback(ref SubjectKey key, ref byte input, ref RecordSpan output, Empty ctx, Status status, RecordMetadata recordMetadata)
    {
    }

    public void CheckpointCompletionCallback(int sessionID, string sessionName, CommitPoint commitPoint)
    {
    }
}
