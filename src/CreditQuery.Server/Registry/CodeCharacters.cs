using System.Buffers;

namespace CreditQuery.Server.Registry;

/// <summary>Characters of codes.</summary>
internal static class CodeCharacters
{
    /// <summary>Characters of lower snake case.</summary>
    public static readonly SearchValues<char> Lower = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_");

    /// <summary>Characters of values of grade and severity schemes, in which capitals (A, B, M) occur.</summary>
    public static readonly SearchValues<char> Value = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_+-.");
}
