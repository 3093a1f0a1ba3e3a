namespace CreditQuery.Rules.Catalogues;

/// <summary>Reads a catalogue file: all of it is validated, and refused with path and reason if one thing is wrong.</summary>
/// <remarks>Pure: reads the given bytes only. Source: docs/catalogue.md; architecture, chapter 5.</remarks>
public static class CatalogueLoader
{
    /// <summary>Largest file, bytes.</summary>
    public const int MaxBytes = 900 * 1024;

    /// <summary>Loads a file.</summary>
    /// <param name="content">YAML, UTF-8, at most <see cref="MaxBytes"/>. The catalogue keeps a copy.</param>
    /// <returns>The catalogue, or the errors; warnings in both cases.</returns>
    public static CatalogueLoadResult Load(ReadOnlySpan<byte> content)
    {
        if (content.Length > MaxBytes)
        {
            return new CatalogueLoadResult(null, [new CatalogueFinding(FindingSeverity.Error, "", $"The file has {content.Length} bytes; at most {MaxBytes} are read.", 0)]);
        }

        return new CatalogueLoadResult(null, [new CatalogueFinding(FindingSeverity.Error, "", "Nothing is read yet.", 0)]);
    }

    /// <summary>Loads a file from a stream, which is read to its end.</summary>
    /// <param name="content">The stream.</param>
    /// <returns>As for bytes.</returns>
    public static CatalogueLoadResult Load(Stream content)
    {
        ArgumentNullException.ThrowIfNull(content);
        var buffer = new byte[MaxBytes + 1];
        var length = content.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        return Load(buffer.AsSpan(0, length));
    }
}
