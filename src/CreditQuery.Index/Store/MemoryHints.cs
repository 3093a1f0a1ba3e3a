using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using CreditQuery.Rules.Subjects;

namespace CreditQuery.Index.Store;

/// <summary>Asks the processor to fetch what a later read will need: hash bucket, then record.</summary>
/// <remarks>
/// A read waits twice for memory; a run of checks lets the waits of sixteen subjects overlap. FASTER does not show where its table and pages
/// lie, so that they are looked up once by reflection in the version that is pinned (2.6.5); where they are not found, or the processor has no
/// such instruction, nothing is fetched ahead and all answers stay the same. Addresses are hints: a wrong one costs time and nothing else.
/// Neither table nor page list moves while the store is open: the table never grows, the list is allocated once. Source: ADR 0002.
/// </remarks>
internal sealed unsafe class MemoryHints
{
    private const int BucketBytesLog2 = 6;
    private const int EntriesPerBucket = 7;
    private const int TagShift = 48;
    private const int HashTagShift = 50;
    private const long TagMask = (1 << 14) - 1;
    private const long AddressMask = (1L << 48) - 1;
    private const BindingFlags Hidden = BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public;

    private readonly byte* _table;
    private readonly long _mask;
    private readonly long* _pages;
    private readonly int _pageBits;
    private readonly long _pageMask;

    private MemoryHints(byte* table, long mask, long* pages, int pageBits, long pageMask)
    {
        _table = table;
        _mask = mask;
        _pages = pages;
        _pageBits = pageBits;
        _pageMask = pageMask;
    }

    /// <summary>Looks up where table and pages lie.</summary>
    /// <param name="faster">The store, after recovery.</param>
    /// <param name="pageBits">Base-2 logarithm of the page size.</param>
    /// <param name="pageCount">Number of pages, a power of two.</param>
    /// <returns>Null where nothing can be fetched ahead.</returns>
    public static MemoryHints? TryFind(object faster, int pageBits, long pageCount)
    {
        if (!Sse.IsSupported)
        {
            return null;
        }

        var tables = Value(faster, "state") as Array;
        var version = Value(Value(faster, "resizeInfo"), "version");
        var table = tables is null || version is null ? null : tables.GetValue(Convert.ToInt32(version, null));
        var pages = Value(Value(faster, "hlog"), "nativePointers");
        return Value(table, "tableAligned") is Pointer start && Value(table, "size_mask") is long mask && pages is Pointer list
            ? new MemoryHints((byte*)Pointer.Unbox(start), mask, (long*)Pointer.Unbox(list), pageBits, pageCount - 1)
            : null;
    }

    /// <summary>Fetches the hash bucket of a key.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void FetchBucket(SubjectKey key) => Sse.Prefetch0(_table + (((long)key.Low & _mask) << BucketBytesLog2));

    /// <summary>Fetches the beginning of the record that the bucket of a key leads to; the bucket should have arrived.</summary>
    public void FetchRecord(SubjectKey key)
    {
        var bucket = (long*)(_table + (((long)key.Low & _mask) << BucketBytesLog2));
        var tag = (long)(key.Low >> HashTagShift);
        for (var i = 0; i < EntriesPerBucket; i++)
        {
            var word = bucket[i];
            if (((word >> TagShift) & TagMask) != tag || word == 0)
            {
                continue;
            }

            var address = word & AddressMask;
            var record = (byte*)(_pages[(address >> _pageBits) & _pageMask] + (address & ((1L << _pageBits) - 1)));
            Sse.Prefetch0(record);
            Sse.Prefetch0(record + 64);
            return;
        }
    }

    private static object? Value(object? owner, string field)
    {
        for (var type = owner?.GetType(); type is not null; type = type.BaseType)
        {
            if (type.GetField(field, Hidden) is { } found)
            {
                return found.GetValue(owner);
            }
        }

        return null;
    }
}
