using CreditQuery.Rules.Subjects;

namespace CreditQuery.Server.Registry;

/// <summary>Finds personal numbers in what callers write.</summary>
internal static class PersonalNumbers
{
    // The shortest number that the scanner knows.
    private const int ShortestLength = 15;

    /// <summary>Tells whether a value holds a personal number.</summary>
    /// <param name="value">The value.</param>
    public static bool Contains(string value)
    {
        if (value.Length < ShortestLength)
        {
            return false;
        }

        PersonalDataScanner.Mask(value, out var found);
        return found > 0;
    }

    /// <summary>Masks personal numbers.</summary>
    /// <param name="value">The value.</param>
    /// <param name="masked">The value to keep.</param>
    /// <returns>False if there was nothing to mask.</returns>
    public static bool Mask(string value, out string masked)
    {
        masked = value;
        if (value.Length < ShortestLength)
        {
            return false;
        }

        masked = PersonalDataScanner.Mask(value, out var found);
        return found > 0;
    }
}
