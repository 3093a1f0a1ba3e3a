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
                return Encoding.GetEncoding(name);
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

        return System.Text.Unicode.Utf8.IsValid(text) ? Encoding.UTF8 : Encoding.GetEncoding("gb18030");
    }
}
