using System.Globalization;

namespace CreditQuery.Benchmarks.Index;

/// <summary>Unified codes of the invented region 999999 with right check characters, written into a buffer.</summary>
internal static class InventedCodes
{
    public const int Length = 18;

    private const string Alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";

    private static ReadOnlySpan<int> UsccWeights => [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];

    private static ReadOnlySpan<int> OrgWeights => [3, 7, 9, 10, 5, 8, 4, 2];

    /// <summary>Writes the code of unit number n, below 100 million.</summary>
    public static void Write(int n, Span<char> code)
    {
        "91999999".CopyTo(code);
        n.TryFormat(code[8..], out _, "D8", CultureInfo.InvariantCulture);
        var sum = 0;
        for (var i = 0; i < 8; i++)
        {
            sum += (code[8 + i] - '0') * OrgWeights[i];
        }

        var check = (11 - (sum % 11)) % 11;
        code[16] = check == 10 ? 'X' : (char)('0' + check);
        sum = 0;
        for (var i = 0; i < 17; i++)
        {
            sum += Alphabet.IndexOf(code[i], StringComparison.Ordinal) * UsccWeights[i];
        }

        code[17] = Alphabet[(31 - (sum % 31)) % 31];
    }
}
