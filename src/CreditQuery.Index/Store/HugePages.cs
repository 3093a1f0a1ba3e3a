using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CreditQuery.Index.Store;

/// <summary>Asks Linux to back the heap with pages of 2 MiB where it can.</summary>
/// <remarks>
/// Records and hash table lie in the heap at random places: with pages of 4 KiB nearly every read also waits for the page tables. Kernels set to
/// <c>always</c> do this unasked, those set to <c>madvise</c> when asked, those set to <c>never</c> not at all; it is a wish, and answers never
/// depend on it. The whole reserved range is asked for at once, because FASTER takes its memory page by page later. Source: ADR 0005.
/// </remarks>
internal static unsafe partial class HugePages
{
    // MADV_HUGEPAGE of <sys/mman.h>, the same on all processors that Linux and .NET share.
    private const int AdviseHuge = 14;

    /// <summary>Asks for the heap's whole address range.</summary>
    /// <returns>Whether the kernel took the wish; false on other systems and on kernels without such pages.</returns>
    public static bool TryAskForHeap()
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        var inside = GC.AllocateUninitializedArray<byte>(1 << 20, pinned: true);
        var (start, end) = AnonymousRangeAround((ulong)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(inside)), File.ReadLines("/proc/self/maps"));
        GC.KeepAlive(inside);
        return end > start && Advise((void*)start, (nuint)(end - start), AdviseHuge) == 0;
    }

    /// <summary>Finds the unbroken run of mappings without a file that holds an address.</summary>
    /// <param name="address">The address.</param>
    /// <param name="maps">Lines of <c>/proc/PID/maps</c>: <c>from-to perms offset device inode [path]</c>, ascending.</param>
    /// <returns>First byte, and first byte behind; (0, 0) if no such mapping holds it.</returns>
    internal static (ulong Start, ulong End) AnonymousRangeAround(ulong address, IEnumerable<string> maps)
    {
        ulong start = 0;
        ulong end = 0;
        foreach (var line in maps)
        {
            var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var bounds = words[0].Split('-');
            var from = ulong.Parse(bounds[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if (words.Length > 5 || from != end)
            {
                if (start <= address && address < end)
                {
                    return (start, end);
                }

                start = from;
            }

            end = words.Length > 5 ? start : ulong.Parse(bounds[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        }

        return start <= address && address < end ? (start, end) : (0, 0);
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(void* start, nuint length, int advice);
}
