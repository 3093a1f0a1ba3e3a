namespace CreditQuery.Rules.Records;

/// <summary>An industry code of GB/T 4754: a letter A–T and up to four digits, packed into a number.</summary>
public static class IndustryCode
{
    /// <summary>Packs a code.</summary>
    /// <param name="code">Empty, or a letter A–T followed by 0 to 4 digits.</param>
    /// <param name="packed">0 for an empty code.</param>
    /// <returns>False if the form is wrong.</returns>
    public static bool TryPack(ReadOnlySpan<char> code, out int packed)
    {
        packed = 0;
        if (code.IsEmpty)
        {
            return true;
        }

        if (code.Length > 5 || code[0] is < 'A' or > 'T')
        {
            return false;
        }

        var digits = 0;
        foreach (var c in code[1..])
        {
            if (!char.IsAsciiDigit(c))
            {
                return false;
            }

            digits = (digits * 10) + (c - '0');
        }

        packed = ((code[0] - 'A' + 1) << 20) | ((code.Length - 1) << 16) | digits;
        return true;
    }

    /// <summary>Tells whether an industry is, or lies in, another: C includes C13 and C1311.</summary>
    /// <param name="outer">The wider one, packed.</param>
    /// <param name="inner">The one asked about, packed.</param>
    /// <returns>False if either is 0.</returns>
    public static bool Contains(int outer, int inner)
    {
        if (outer == 0 || inner == 0 || outer >> 20 != inner >> 20)
        {
            return false;
        }

        var narrower = ((inner >> 16) & 0xF) - ((outer >> 16) & 0xF);
        var digits = inner & 0xFFFF;
        for (var step = 0; step < narrower; step++)
        {
            digits /= 10;
        }

        return narrower >= 0 && digits == (outer & 0xFFFF);
    }

    /// <summary>Writes a packed code.</summary>
    /// <param name="packed">A number that <see cref="TryPack"/> made.</param>
    /// <returns>Empty for 0.</returns>
    public static string Format(int packed)
    {
        if (packed == 0)
        {
            return "";
        }

        var length = (packed >> 16) & 0xF;
        var letter = (char)('A' + (packed >> 20) - 1);
        return length == 0 ? letter.ToString() : letter + (packed & 0xFFFF).ToString(new string('0', length), System.Globalization.CultureInfo.InvariantCulture);
    }
}
