using CreditQuery.Protos.V1;

namespace CreditQuery.Cli.Batch;

/// <summary>What a batch gave.</summary>
internal sealed class BatchTotals
{
    public long Rows { get; set; }

    /// <summary>Items that could not be answered.</summary>
    public long Failed { get; set; }

    public SortedDictionary<Conclusion, long> Conclusions { get; } = [];
}
