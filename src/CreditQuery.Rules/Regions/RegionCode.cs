namespace CreditQuery.Rules.Regions;

/// <summary>Region codes (行政区划代码), GB/T 2260, as six-digit numbers.</summary>
/// <remarks>000000 is the whole country, 140000 includes everything below 14, 140500 everything below 1405.</remarks>
public static class RegionCode
{
    /// <summary>The whole country; also: no region given.</summary>
    public const int Country = 0;

    // First two digits of GB/T 2260-2007; 99 is the invented region of fixtures.
    private static readonly bool[] Provinces = BuildProvinces();

    /// <summary>Reads six digits.</summary>
    /// <param name="text">The text.</param>
    /// <param name="region">The code as a number; 0 when false is returned.</param>
    /// <returns>False if the form is wrong or there is no such province.</returns>
    public static bool TryParse(ReadOnlySpan<char> text, out int region)
    {
        region = 0;
        if (text.Length != 6)
        {
            return false;
        }

        var number = 0;
        foreach (var c in text)
        {
            if (!char.IsAsciiDigit(c))
            {
                return false;
            }

            number = (number * 10) + (c - '0');
        }

        if (number != 0 && (!Provinces[number / 10000] || (number / 100 % 100 == 0 && number % 100 != 0)))
        {
            return false;
        }

        region = number;
        return true;
    }

    /// <summary>Writes six digits.</summary>
    /// <param name="region">A code as a number.</param>
    /// <returns>Six digits.</returns>
    public static string Format(int region) => region.ToString("D6", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Tells whether one region is, or lies in, another.</summary>
    /// <param name="outer">The larger region.</param>
    /// <param name="inner">The region asked about.</param>
    /// <returns>True if the outer one includes it; the country includes all.</returns>
    public static bool Contains(int outer, int inner) =>
        outer == inner
        || outer == Country
        || (outer % 10000 == 0 && inner / 10000 == outer / 10000)
        || (outer % 100 == 0 && outer % 10000 != 0 && inner / 100 == outer / 100);

    /// <summary>Gives the province of a region.</summary>
    /// <param name="region">A code as a number.</param>
    /// <returns>The code of its province; the country for the country.</returns>
    public static int ProvinceOf(int region) => region / 10000 * 10000;

    /// <summary>How narrow a region is: the more specific of two rules wins.</summary>
    /// <param name="region">A code as a number.</param>
    /// <returns>0 country, 1 province, 2 prefecture, 3 county.</returns>
    public static int Specificity(int region) => region == Country ? 0 : region % 10000 == 0 ? 1 : region % 100 == 0 ? 2 : 3;

    private static bool[] BuildProvinces()
    {
        var provinces = new bool[100];
        foreach (var code in (ReadOnlySpan<int>)[11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54, 61, 62, 63, 64, 65, 71, 81, 82, 99])
        {
            provinces[code] = true;
        }

        return provinces;
    }
}
