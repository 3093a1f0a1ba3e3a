using System.Globalization;
using System.Text;
using CreditQuery.Rules.Periods;

namespace CreditQuery.Rules.Records;

/// <summary>Former names (曾用名) of a subject as a record keeps them: keyed hashes with the last day of each, never the names.</summary>
/// <remarks>ASCII, oldest first, 24 characters each: the sealed name in sixteen hexadecimal digits, its last day (a day number) in eight.
/// Read only where a name was stated that is not the recorded one. Source: 003 七(一) (变更企业名称); ADR 0004.</remarks>
public static class FormerNames
{
    /// <summary>Most names that are kept; of more the oldest goes.</summary>
    public const int MaxNames = 8;

    private const int NameDigits = 16;
    private const int DayDigits = 8;
    private const int Length = NameDigits + DayDigits;

    /// <summary>Whether a name is among them.</summary>
    /// <param name="names">The names as the record keeps them; may be empty.</param>
    /// <param name="sealedName">Keyed hash of the normalised name.</param>
    /// <returns>False for 0: no name.</returns>
    /// <remarks>Allocates nothing.</remarks>
    public static bool Contains(ReadOnlySpan<byte> names, ulong sealedName) => sealedName != 0 && Find(names, sealedName) >= 0;

    /// <summary>Adds a name that ended; one that is among them ended again.</summary>
    /// <param name="names">The names as the record keeps them; may be empty.</param>
    /// <param name="sealedName">Keyed hash of the name; 0: nothing is added.</param>
    /// <param name="lastDay">Last day of the name, a day number.</param>
    /// <returns>A new array.</returns>
    public static byte[] With(ReadOnlySpan<byte> names, ulong sealedName, int lastDay)
    {
        var known = Without(names, sealedName);
        if (sealedName == 0)
        {
            return known;
        }

        var kept = known.Length < MaxNames * Length ? known : known[Length..];
        return [.. kept, .. Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{sealedName:x16}{lastDay:x8}"))];
    }

    /// <summary>Takes a name away, because it is the subject's name again.</summary>
    /// <param name="names">The names as the record keeps them; may be empty.</param>
    /// <param name="sealedName">Keyed hash of the name.</param>
    /// <returns>A new array.</returns>
    public static byte[] Without(ReadOnlySpan<byte> names, ulong sealedName)
    {
        var at = Find(names, sealedName);
        return at < 0 ? names.ToArray() : [.. names[..at], .. names[(at + Length)..]];
    }

    /// <summary>Adds the names of another record of the same subject.</summary>
    /// <param name="names">The names as the record keeps them; may be empty.</param>
    /// <param name="others">Those of the other record.</param>
    /// <returns>A new array, in the order of their last days.</returns>
    public static byte[] Union(ReadOnlySpan<byte> names, ReadOnlySpan<byte> others)
    {
        var all = new List<(ulong Name, int Day)>();
        foreach (var (name, day) in (ReadOnlySpan<(ulong Name, int Day)>)[.. Read(names), .. Read(others)])
        {
            var known = all.FindIndex(n => n.Name == name);
            if (known < 0)
            {
                all.Add((name, day));
            }
            else
            {
                all[known] = (name, Math.Max(all[known].Day, day));
            }
        }

        byte[] united = [];
        foreach (var (name, day) in all.OrderBy(n => n.Day).ThenBy(n => n.Name))
        {
            united = With(united, name, day);
        }

        return united;
    }

    /// <summary>Last days of the names, as text.</summary>
    /// <param name="names">The names as the record keeps them; may be empty.</param>
    /// <returns>Civil days, oldest name first.</returns>
    public static IReadOnlyList<string> LastDays(ReadOnlySpan<byte> names) => [.. Read(names).Select(static n => CivilDay.Format(n.Day))];

    private static List<(ulong Name, int Day)> Read(ReadOnlySpan<byte> names)
    {
        var read = new List<(ulong Name, int Day)>();
        for (; names.Length >= Length; names = names[Length..])
        {
            var name = ulong.Parse(names[..NameDigits], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            read.Add((name, int.Parse(names[NameDigits..Length], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)));
        }

        return read;
    }

    private static int Find(ReadOnlySpan<byte> names, ulong sealedName)
    {
        if (names.IsEmpty)
        {
            return -1;
        }

        Span<byte> wanted = stackalloc byte[NameDigits];
        sealedName.TryFormat(wanted, out _, "x16", CultureInfo.InvariantCulture);
        for (var at = 0; at + Length <= names.Length; at += Length)
        {
            if (names.Slice(at, NameDigits).SequenceEqual(wanted))
            {
                return at;
            }
        }

        return -1;
    }
}
