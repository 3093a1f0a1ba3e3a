using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace CreditQuery.Server.Configuration;

/// <summary>How much one call, and all calls together, may ask of the node.</summary>
public sealed class LimitOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Limits";

    /// <summary>Largest message in either direction.</summary>
    /// <value>Bytes, 64 KiB to 64 MiB, default 4 MiB.</value>
    [Range(64 << 10, 64 << 20)]
    [Description("Largest message in either direction, bytes.")]
    public int MaxMessageBytes { get; set; } = 4 << 20;

    /// <summary>Items of one BatchCheckSubjects.</summary>
    /// <value>1 to 10,000, default 10,000.</value>
    [Range(1, 10_000)]
    [Description("Items of one BatchCheckSubjects.")]
    public int MaxBatchItems { get; set; } = 10_000;

    /// <summary>Checks that may wait for a revision at the same time.</summary>
    /// <value>0 to 10,000, default 10,000.</value>
    [Range(0, 10_000)]
    [Description("Checks that may wait for a revision at the same time.")]
    public int MaxWaiters { get; set; } = 10_000;

    /// <summary>Streams (calls) on one connection at the same time.</summary>
    /// <value>1 to 10,000, default 1,000.</value>
    [Range(1, 10_000)]
    [Description("Calls on one connection at the same time.")]
    public int MaxStreamsPerConnection { get; set; } = 1_000;

    /// <summary>Blocks of one import that may be on their way to the disk.</summary>
    /// <value>1 to 64, default 16.</value>
    [Range(1, 64)]
    [Description("Blocks of one import that may be on their way to the disk.")]
    public int ImportBlocksInFlight { get; set; } = 16;
}
