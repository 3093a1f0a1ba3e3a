using System.Text;

namespace CreditQuery.Cli.Import;

/// <summary>Copies the rows that were not taken, as they stand in their file, into another one that can be corrected and imported.</summary>
/// <remarks>They may name persons: only whoever asks for them gets them, in a file that nobody else may read.</remarks>
internal static class RejectedRows
{
    /// <summary>Writes them, behind the header of their file.</summary>
    /// <param name="path">The file that was imported; it is read once more.</param>
    /// <param name="encoding">Its encoding, as it was given; null: look. The copy is UTF-8.</param>
    /// <param name="lines">Their lines.</param>
    /// <param name="target">The file to write.</param>
    public static void Copy(string path, string? encoding, IReadOnlySet<long> lines, string target)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var output = new FileStream(target, options);
        using var input = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        if (ImportSources.IsJsonLines(path))
        {
            CopyLines(input, lines, output);
        }
        else
        {
            CopyRows(input, FileEncoding.Of(path, encoding), lines, output);
        }
    }

    private static void CopyRows(Stream input, Encoding encoding, IReadOnlySet<long> lines, Stream output)
    {
        using var fields = new CsvFields(input, encoding);
        Write(Encoding.UTF8.GetBytes(fields.HeaderLine), output);
        while (fields.Read())
        {
            if (lines.Contains(fields.Line))
            {
                Write(fields.RawRow, output);
            }
        }
    }

    // A line that is too long to be read is not copied: it is no change, and named where the reasons stand.
    private static void CopyLines(Stream input, IReadOnlySet<long> lines, Stream output)
    {
        using var reader = new StreamReader(input, Encoding.UTF8);
        var source = new BoundedLines(reader, JsonLineSource.MaxLineLength);
        while (source.Read() is { } line)
        {
            if (!source.IsTooLong && lines.Contains(source.Number))
            {
                Write(Encoding.UTF8.GetBytes(line), output);
            }
        }
    }

    private static void Write(ReadOnlySpan<byte> row, Stream output)
    {
        output.Write(row);
        output.WriteByte((byte)'\n');
    }
}
