using CreditQuery.Protos.V1;

namespace CreditQuery.Cli.Import;

/// <summary>What the caller says about a file that the file itself does not say.</summary>
internal sealed record ImportProfile
{
    /// <summary>Source to register, with its coverage; null: the file is of no source.</summary>
    public PutSource? Source { get; init; }

    /// <summary>List type of rows that name none; empty: such rows are about the subject itself.</summary>
    public string ListType { get; init; } = "";

    /// <summary>List types by the value of the column 名单类别 (2 red, 4 focus, 8 black).</summary>
    public IReadOnlyDictionary<string, string> Categories { get; init; } = new Dictionary<string, string>();

    /// <summary>Issuer code of entry ids.</summary>
    public string Issuer { get; init; } = "import";

    /// <summary>Department code of decisions where the column holds a name instead of a code.</summary>
    public string Authority { get; init; } = "";

    /// <summary>Region of rows that name none.</summary>
    public string Region { get; init; } = "";

    /// <summary>Severity scheme of rows that name none.</summary>
    public string SeverityScheme { get; init; } = "";

    /// <summary>Grade scheme of rows that name none.</summary>
    public string GradeScheme { get; init; } = "";

    /// <summary>All of it as text: part of the digest, because the same file read otherwise is another import.</summary>
    public string Fingerprint() => string.Join('\u001F', [
        Source?.ToString() ?? "", ListType, Issuer, Authority, Region, SeverityScheme, GradeScheme,
        .. Categories.OrderBy(c => c.Key, StringComparer.Ordinal).Select(c => c.Key + "=" + c.Value)]);
}
