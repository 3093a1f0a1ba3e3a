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

    /// <summary>Why a part of the row is not sent, while the rest is; null if all of it is. Never holds an identifier.</summary>
    public string? Omission { get; private set; }

    /// <summary>Rejects the whole row.</summary>
    public void Reject(string reason)
    {
        Changes.Clear();
        Rejection ??= reason;
    }

    /// <summary>Leaves out a part of the row; where it is all that the row has, rejects it.</summary>
    /// <remarks>A list entry is not lost for what stands beside it: whoever is listed would be CLEAR.</remarks>
    public void LeaveOut(string reason)
    {
        if (Changes.Count == 0)
        {
            Reject(reason);
        }
        else
        {
            Omission ??= $"the rest of the row is in; left out: {reason}";
        }
    }

    public void Reset(long line)
    {
        Line = line;
        Changes.Clear();
        (Rejection, Omission) = (null, null);
    }
}
