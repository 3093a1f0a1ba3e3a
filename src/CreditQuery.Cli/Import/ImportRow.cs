using CreditQuery.Protos.V1;

namespace CreditQuery.Cli.Import;

/// <summary>One row of a file: its changes, or why it is rejected.</summary>
internal sealed class ImportRow
{
    /// <summary>Line in the file, from 1.</summary>
    public long Line { get; set; }

    /// <summary>Independent changes; empty if rejected.</summary>
    public List<Change> Changes { get; } = new(4);

    /// <summary>Why the row cannot be sent; null if it can. Never holds an identifier.</summary>
    public string? Rejection { get; private set; }

    public void Reject(string reason)
    {
        Changes.Clear();
        Rejection ??= reason;
    }

    public void Reset(long line)
    {
        Line = line;
        Changes.Clear();
        Rejection = null;
    }
}
