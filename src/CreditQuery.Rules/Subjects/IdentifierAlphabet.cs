namespace CreditQuery.Rules.Subjects;

/// <summary>Values of the characters of identifiers.</summary>
internal static class IdentifierAlphabet
{
    /// <summary>Value of a character that has none.</summary>
    public const byte None = 0xFF;

    /// <summary>The 31 signs of GB 32100-2015 in the order of their values: no I, O, S, V, Z.</summary>
    public const string UsccSigns = "0123456789ABCDEFGHJKLMNPQRTUWXY";

    /// <summary>The 36 signs of GB 11714 in the order of their values.</summary>
    public const string Base36Signs = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

    private static readonly byte[] Base36Values = Table(Base36Signs);
    private static readonly byte[] UsccValues = Table(UsccSigns);

    /// <summary>Gives the value of a digit or capital letter.</summary>
    /// <returns>0 to 35, or <see cref="None"/>.</returns>
    public static byte Base36(char c) => c < 128 ? Base36Values[c] : None;

    /// <summary>Gives the value of a sign of GB 32100.</summary>
    /// <returns>0 to 30, or <see cref="None"/>.</returns>
    public static byte Uscc(char c) => c < 128 ? UsccValues[c] : None;

    /// <summary>Tells whether all characters are digits.</summary>
    public static bool AllDigits(ReadOnlySpan<char> text) => AllBetween(text, '0', '9');

    /// <summary>Tells whether all characters are capital letters.</summary>
    public static bool AllLetters(ReadOnlySpan<char> text) => AllBetween(text, 'A', 'Z');

    /// <summary>Tells whether all characters are digits or capital letters.</summary>
    public static bool AllBase36(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (Base36(c) == None)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Tells whether a character is a Chinese character of the basic block.</summary>
    public static bool IsHan(char c) => c is >= '\u4E00' and <= '\u9FFF';

    private static bool AllBetween(ReadOnlySpan<char> text, char low, char high)
    {
        foreach (var c in text)
        {
            if (c < low || c > high)
            {
                return false;
            }
        }

        return true;
    }

    private static byte[] Table(string signs)
    {
        var table = new byte[128];
        Array.Fill(table, None);
        for (var i = 0; i < signs.Length; i++)
        {
            table[signs[i]] = (byte)i;
        }

        return table;
    }
}
