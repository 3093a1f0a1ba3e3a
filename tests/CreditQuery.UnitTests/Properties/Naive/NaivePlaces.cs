namespace CreditQuery.UnitTests.Properties.Naive;

/// <summary>Regions of GB/T 2260 as text: a code that ends in zeros includes everything that begins with what stands before them.</summary>
internal static class NaivePlaces
{
    public static bool Contains(int outer, int inner)
    {
        var (wide, narrow) = (outer.ToString("D6"), inner.ToString("D6"));
        return outer == 0 || narrow.StartsWith(wide.EndsWith("0000", StringComparison.Ordinal) ? wide[..2] : wide.EndsWith("00", StringComparison.Ordinal) ? wide[..4] : wide, StringComparison.Ordinal);
    }

    public static int Province(int region) => region / 10000 * 10000;

    /// <summary>How narrow a region is, for "the most specific one wins".</summary>
    public static int Narrowness(int region) => 6 - (region.ToString("D6").Length - region.ToString("D6").TrimEnd('0').Length);
}
