using CreditQuery.Rules.Subjects;
using FASTER.core;
using Session = FASTER.core.ClientSession<CreditQuery.Rules.Subjects.SubjectKey, FASTER.core.SpanByte, byte, CreditQuery.Index.Store.RecordSpan, FASTER.core.Empty, CreditQuery.Index.Store.RecordFunctions>;

namespace CreditQuery.Index.Store;

/// <summary>The one session that writes; the applying thread's.</summary>
/// <param name="session">The session.</param>
/// <param name="beforeRecord">Called before each write; a test's fault.</param>
internal sealed class RecordWriter(Session session, Action? beforeRecord) : IDisposable
{
    /// <summary>Copies a record.</summary>
    /// <returns>Empty if there is none.</returns>
    /// <exception cref="RecordOutOfMemoryException">It is no longer in memory: a fault of the store, not of what is being applied.</exception>
    public byte[] ReadCopy(SubjectKey key)
    {
        var context = session.UnsafeContext;
        context.BeginUnsafe();
        try
        {
            byte input = 0;
            var output = default(RecordSpan);
            var status = context.Read(ref key, ref input, ref output);
            if (status.IsPending)
            {
                throw new RecordOutOfMemoryException();
            }

            return status.Found ? output.Bytes.ToArray() : [];
        }
        finally
        {
            context.EndUnsafe();
        }
    }

    /// <summary>Writes a record as a new one, whatever stood under its key; the caller has made sure that it fits.</summary>
    public unsafe void Write(SubjectKey key, ReadOnlySpan<byte> record)
    {
        beforeRecord?.Invoke();
        fixed (byte* start = record)
        {
            var value = SpanByte.FromPointer(start, record.Length);
            session.Upsert(ref key, ref value);
        }
    }

    /// <summary>Writes a record again at the end of the log, if it is the newest under its key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="address">Where in the log it stands.</param>
    /// <exception cref="RecordOutOfMemoryException">It is no longer in memory: a fault of the store.</exception>
    public unsafe void CopyIfNewest(SubjectKey key, long address)
    {
        var context = session.UnsafeContext;
        context.BeginUnsafe();
        try
        {
            byte input = 0;
            var output = default(RecordSpan);
            var options = default(ReadOptions);
            var status = context.Read(ref key, ref input, ref output, ref options, out var found);
            if (status.IsPending)
            {
                throw new RecordOutOfMemoryException();
            }

            if (!status.Found || found.Address != address)
            {
                return;
            }

            // Its page is given up later: the bytes stand where they are while they are copied.
            var record = output.Bytes;
            fixed (byte* start = record)
            {
                var value = SpanByte.FromPointer(start, record.Length);
                context.Upsert(ref key, ref value);
            }
        }
        finally
        {
            context.EndUnsafe();
        }
    }

    /// <summary>Lets the store notice how far every session has gone on.</summary>
    public void Refresh() => session.Refresh();

    /// <inheritdoc/>
    public void Dispose() => session.Dispose();
}
