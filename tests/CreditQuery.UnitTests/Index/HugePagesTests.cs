using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using CreditQuery.Index.Store;

namespace CreditQuery.UnitTests.Index;

public sealed class HugePagesTests
{
    private static readonly string[] Maps =
    [
        "1000-2000 r--p 00000000 08:01 77 /usr/lib/invented.so",
        "2000-3000 rw-p 00000000 00:00 0",
        "3000-9000 ---p 00000000 00:00 0",
        "a000-b000 rw-p 00000000 00:00 0",
        "b000-c000 rw-p 00000000 00:00 0 [heap]",
    ];

    [Theory]
    [InlineData(0x2000, 0x2000, 0x9000)]
    [InlineData(0x8fff, 0x2000, 0x9000)]
    [InlineData(0xa800, 0xa000, 0xb000)]
    [InlineData(0x1800, 0, 0)]
    [InlineData(0x9000, 0, 0)]
    [InlineData(0xb800, 0, 0)]
    public void AnonymousRangeAround_Address_RunOfMappingsWithoutAFile(ulong address, ulong start, ulong end) =>
        Assert.Equal((start, end), HugePages.AnonymousRangeAround(address, Maps));

    [Fact]
    public unsafe void TryAskForHeap_KernelOffersThem_ArraysMadeLaterAreInAnAdvisedMapping()
    {
        var offered = Directory.Exists("/sys/kernel/mm/transparent_hugepage");

        Assert.Equal(offered, HugePages.TryAskForHeap());

        var later = GC.AllocateArray<byte>(8 << 20, pinned: true);
        var flags = FlagsOfMapping((ulong)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(later)));
        GC.KeepAlive(later);
        Assert.Equal(offered, flags.Contains("hg", StringComparer.Ordinal));
    }

    private static string[] FlagsOfMapping(ulong address)
    {
        var inside = false;
        foreach (var line in File.Exists("/proc/self/smaps") ? File.ReadLines("/proc/self/smaps") : [])
        {
            var bounds = line.Split(' ')[0].Split('-');
            if (bounds.Length == 2)
            {
                inside = Hexadecimal(bounds[0]) <= address && address < Hexadecimal(bounds[1]);
            }
            else if (inside && line.StartsWith("VmFlags:", StringComparison.Ordinal))
            {
                return line.Split(' ');
            }
        }

        return [];
    }

    private static ulong Hexadecimal(string digits) => ulong.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
