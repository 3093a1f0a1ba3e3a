namespace CreditQuery.LoadTests;

/// <summary>The identifiers that are asked about.</summary>
internal static class SubjectPool
{
    private const string Alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";

    /// <summary>Reads a file, or invents 100,000 unified codes in region 999999 (GB 32100 check characters are right; nobody has them).</summary>
    public static IReadOnlyList<string> Load(FileInfo? file)
    {
        if (file is not null)
        {
            var lines = File.ReadLines(file.FullName).Select(l => l.Split(',')[0].Trim()).Where(l => l.Length > 0).ToArray();
            return lines.Length > 0 ? lines : throw new ArgumentException($"--subjects: {file.Name} holds no identifier.");
        }

        return [.. Enumerable.Range(0, 100_000).Select(Invent)];
    }

    private static string Invent(int number)
    {
        var organisation = number.ToString("D8", System.Globalization.CultureInfo.InvariantCulture);
        ReadOnlySpan<int> weights = [3, 7, 9, 10, 5, 8, 4, 2];
        var sum = 0;
        for (var i = 0; i < 8; i++)
        {
            sum += (organisation[i] - '0') * weights[i];
        }

        var check = 11 - (sum % 11);
        var body = "91999999" + organisation + (check == 10 ? 'X' : check == 11 ? '0' : (char)('0' + check));
        var (total, weight) = (0, 1);
        foreach (var c in body)
        {
            total += Alphabet.IndexOf(c, StringComparison.Ordinal) * weight;
            weight = weight * 3 % 31;
        }

        return body + Alphabet[(31 - (total % 31)) % 31];
    }
}
