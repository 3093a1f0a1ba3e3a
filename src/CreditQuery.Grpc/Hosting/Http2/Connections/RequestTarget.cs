namespace CreditQuery.GrpcHosting.Http2;

/// <summary>What :path says: the path without escapes and dot segments, the query, and both as they were sent.</summary>
internal sealed class RequestTarget
{
    private const string EscapedSlash = "%2F";

    private RequestTarget(string raw, string path, string query)
    {
        Raw = raw;
        Path = path;
        Query = query;
    }

    public string Raw { get; }

    public string Path { get; }

    /// <summary>With its question mark; empty for none.</summary>
    public string Query { get; }

    /// <summary>Reads a target.</summary>
    /// <param name="raw">As it was sent.</param>
    /// <returns>null: no target that HTTP allows.</returns>
    public static RequestTarget? Parse(string raw)
    {
        if (raw.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            return null;
        }

        var mark = raw.IndexOf('?', StringComparison.Ordinal);
        var path = mark < 0 ? raw : raw[..mark];
        if (path.Contains('%', StringComparison.Ordinal))
        {
            path = Unescape(path);
            if (path.Contains('\0', StringComparison.Ordinal))
            {
                return null;
            }
        }

        return new RequestTarget(raw, HasDotSegments(path) ? RemoveDotSegments(path) : path, mark < 0 ? "" : raw[mark..]);
    }

    // An escaped slash stays as it is: it is no border between segments.
    private static string Unescape(string path) =>
        string.Join(EscapedSlash, path.Replace("%2f", EscapedSlash, StringComparison.Ordinal).Split(EscapedSlash).Select(Uri.UnescapeDataString));

    private static bool HasDotSegments(string path) => path.Contains("/.", StringComparison.Ordinal);

    private static string RemoveDotSegments(string path)
    {
        var kept = new List<string>();
        var segments = path.Split('/');
        for (var at = 1; at < segments.Length; at++)
        {
            var isLast = at == segments.Length - 1;
            if (segments[at] == "..")
            {
                kept.RemoveRange(Math.Max(0, kept.Count - 1), Math.Min(1, kept.Count));
            }
            else if (segments[at] != ".")
            {
                kept.Add(segments[at]);
                continue;
            }

            if (isLast)
            {
                kept.Add("");
            }
        }

        return "/" + string.Join('/', kept);
    }
}
