using System.Globalization;

namespace CreditQuery.UnitTests.Index;

/// <summary>Invented identifiers of the invented region 999999.</summary>
internal static class SampleSubjects
{
    private const string UsccAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
    private static readonly int[] UsccWeights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
    private static readonly int[] OrgWeights = [3, 7, 9, 10, 5, 8, 4, 2];
    private static readonly int[] CitizenWeights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

    /// <summary>The unified code of unit number n, an enterprise, with right check characters.</summary>
    public static string Uscc(int n) => Uscc(n, "91");

    /// <summary>The unified code of unit number n, which begins with its registering authority and category.</summary>
    public static string Uscc(int n, string category)
    {
        var body = category + "999999" + OrgCode(n);
        var sum = 0;
        for (var i = 0; i < body.Length; i++)
        {
            sum += UsccAlphabet.IndexOf(body[i], StringComparison.Ordinal) * UsccWeights[i];
        }

        return body + UsccAlphabet[(31 - (sum % 31)) % 31];
    }

    /// <summary>The organisation code inside it.</summary>
    public static string OrgCode(int n)
    {
        var digits = n.ToString("D8", CultureInfo.InvariantCulture);
        var sum = digits.Select((c, i) => (c - '0') * OrgWeights[i]).Sum();
        var check = (11 - (sum % 11)) % 11;
        return digits + (check == 10 ? 'X' : (char)('0' + check));
    }

    /// <summary>The citizen number of person number n, born in 1980 unless a day is given.</summary>
    public static string Citizen(int n, string born = "19800101")
    {
        var body = "999999" + born + n.ToString("D3", CultureInfo.InvariantCulture);
        var sum = body.Select((c, i) => (c - '0') * CitizenWeights[i]).Sum();
        return body + "10X98765432"[sum % 11];
    }
}
