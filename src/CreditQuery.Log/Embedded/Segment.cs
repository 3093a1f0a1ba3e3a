using System.Globalization;

namespace CreditQuery.Log.Embedded;

/// <summary>One file of the log; the name is the revision it begins with, the rest stands in its header.</summary>
/// <param name="Path">Its full path.</param>
/// <param name="FirstRevision">Revision of its first event, present or to come.</param>
/// <param name="PreviousChain">Chain value before its first event.</param>
/// <param name="PreviousRecordedAtMs">When the event before its first was recorded; 0 if there is none.</param>
internal sealed record Segment(string Path, ulong FirstRevision, ChainValue PreviousChain, long PreviousRecordedAtMs)
{
    private const string Extension = ".log";

    /// <summary>The place its first event continues.</summary>
    public LogHead Start => new(FirstRevision - 1, PreviousChain, DateTimeOffset.FromUnixTimeMilliseconds(PreviousRecordedAtMs));

    /// <summary>The file name of the segment that begins with a revision: 20 digits, so that names sort as numbers.</summary>
    public static string FileName(ulong firstRevision) =>
        firstRevision.ToString("D20", CultureInfo.InvariantCulture) + Extension;

    /// <summary>Reads a file name.</summary>
    /// <returns>False for other files.</returns>
    public static bool TryParseFileName(string name, out ulong firstRevision)
    {
        firstRevision = 0;
        return name.Length == 20 + Extension.Length && name.EndsWith(Extension, StringComparison.Ordinal)
            && ulong.TryParse(name.AsSpan(0, 20), NumberStyles.None, CultureInfo.InvariantCulture, out firstRevision);
    }
}
