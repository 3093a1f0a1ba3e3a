using System.Buffers;

namespace Grpc.Wire;

/// <summary>Names of metadata: lower case letters, digits, '_', '-' and '.'. Source: PROTOCOL-HTTP2.</summary>
internal static class MetadataNames
{
    private static readonly SearchValues<char> Allowed = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789_-.");

    /// <summary>The name in lower case.</summary>
    /// <exception cref="ArgumentException">It is empty or has other characters.</exception>
    public static string Normalize(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        // Upper-case ASCII alone is folded; anything else outside the alphabet is refused.
        var lower = key.AsSpan().ContainsAnyInRange('A', 'Z') ? key.ToLowerInvariant() : key;
        if (lower.Length == 0 || lower.AsSpan().ContainsAnyExcept(Allowed))
        {
            throw new ArgumentException(
                $"Metadata entry key '{key}' not valid. Keys can only contain lowercase alphanumeric characters, " +
                "underscores, hyphens and dots.");
        }

        return lower;
    }

    /// <summary>True for names that carry bytes.</summary>
    public static bool IsBinary(string name) => name.EndsWith("-bin", StringComparison.OrdinalIgnoreCase);
}
