using System.Text;

namespace CreditQuery.Cli.Import;

/// <summary>Finds the encoding of a CSV file: UTF-8, or GB 18030 as spreadsheets in China still write it.</summary>
internal static class FileEncoding
{
    private const int ProbeBytes = 1 << 20;

    /// <summary>Looks at the first MiB.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">Name given by the caller; null: look.</param>
    /// <exception cref="CommandFailure">There is no encoding of that name.</exception>
    public static Encoding Of(string path, string? name)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        if (name is not null)
        {
            try
            {
                return Named(name);
            }
            catch (ArgumentException)
            {
                throw new CommandFailure(ExitCodes.Usage, $"There is no encoding {name}.", "Use utf-8 or gb18030, or leave --encoding out.");
            }
        }

        var probe = new byte[ProbeBytes];
        using var stream = File.OpenRead(path);
        var length = stream.ReadAtLeast(probe, probe.Length, throwOnEndOfStream: false);
        var text = probe.AsSpan(0, length);
        if (length == probe.Length)
        {
            // A character may be cut at the end: look up to the last line end only.
            text = text[..(text.LastIndexOf((byte)'\n') + 1)];
        }

        // A mark of UTF-16 is no UTF-8 and would be read as GB 18030; the reader honours it.
        var isUtf16 = text is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..];
        return isUtf16 || System.Text.Unicode.Utf8.IsValid(text) ? Encoding.UTF8 : Named("gb18030");
    }

    // What is not of the encoding becomes U+FFFD, by which its rows are found.
    private static Encoding Named(string name) =>
        Encoding.GetEncoding(name, EncoderFallback.ReplacementFallback, new DecoderReplacementFallback("\uFFFD"));
}
