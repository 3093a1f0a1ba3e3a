namespace CreditQuery.Rules.Subjects;

/// <summary>Computes the check characters (校验码) of the identifier standards.</summary>
/// <remarks>All methods expect normalised characters (half-width, capital letters); pure, allocate nothing.</remarks>
public static class CheckCharacters
{
    private const string CitizenSigns = "10X98765432";

    private static ReadOnlySpan<byte> UsccWeights => [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

    private static ReadOnlySpan<byte> OrgCodeWeights => [3, 7, 9, 10, 5, 8, 4, 2];

    private static ReadOnlySpan<byte> CitizenWeights => [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

    /// <summary>Gives the 18th character of a unified social credit code.</summary>
    /// <param name="first17">The first 17 characters, or more: only 17 are read.</param>
    /// <returns>The check character; NUL if a character is none of the 31 signs.</returns>
    /// <remarks>(31 − Σ mod 31) mod 31: remainder 0 gives the sign 0. Source: GB 32100-2015.</remarks>
    public static char Uscc(ReadOnlySpan<char> first17)
    {
        var sum = 0;
        for (var i = 0; i < 17; i++)
        {
            var value = IdentifierAlphabet.Uscc(first17[i]);
            if (value == IdentifierAlphabet.None)
            {
                return '\0';
            }

            sum += value * UsccWeights[i];
        }

        return IdentifierAlphabet.UsccSigns[(31 - (sum % 31)) % 31];
    }

    /// <summary>Gives the ninth character of an organisation code.</summary>
    /// <param name="first8">The first 8 characters, digits or capital letters; only 8 are read.</param>
    /// <returns>0 to 9 or X; NUL if a character is neither digit nor capital letter.</returns>
    /// <remarks>11 − Σ mod 11; 10 is X, 11 is 0. Source: GB 11714.</remarks>
    public static char OrgCode(ReadOnlySpan<char> first8)
    {
        var sum = 0;
        for (var i = 0; i < 8; i++)
        {
            var value = IdentifierAlphabet.Base36(first8[i]);
            if (value == IdentifierAlphabet.None)
            {
                return '\0';
            }

            sum += value * OrgCodeWeights[i];
        }

        return OfOrgCodeSum(sum);
    }

    /// <summary>The ninth character for a weighted sum of the first eight.</summary>
    internal static char OfOrgCodeSum(int sum)
    {
        var check = 11 - (sum % 11);
        return check switch { 10 => 'X', 11 => '0', _ => (char)('0' + check) };
    }

    /// <summary>Gives the 18th character of a citizen identity number.</summary>
    /// <param name="first17">17 digits; only 17 characters are read.</param>
    /// <returns>0 to 9 or X; NUL if a character is no digit.</returns>
    /// <remarks>MOD 11-2. Source: GB 11643-1999.</remarks>
    public static char CitizenId(ReadOnlySpan<char> first17)
    {
        var sum = 0;
        for (var i = 0; i < 17; i++)
        {
            var digit = first17[i] - '0';
            if ((uint)digit > 9)
            {
                return '\0';
            }

            sum += digit * CitizenWeights[i];
        }

        return CitizenSigns[sum % 11];
    }

    /// <summary>Gives the 15th digit of a business registration number.</summary>
    /// <param name="first14">14 digits; only 14 characters are read.</param>
    /// <returns>A digit; NUL if a character is no digit.</returns>
    /// <remarks>MOD 11,10. Numbers without it were issued, so it is a finding only (GS 15-2006, general knowledge).</remarks>
    public static char RegNo(ReadOnlySpan<char> first14)
    {
        var product = 10;
        for (var i = 0; i < 14; i++)
        {
            var digit = first14[i] - '0';
            if ((uint)digit > 9)
            {
                return '\0';
            }

            var sum = (product + digit) % 10;
            product = (sum == 0 ? 10 : sum) * 2 % 11;
        }

        return (char)('0' + ((11 - product) % 10));
    }
}
