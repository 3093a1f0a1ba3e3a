using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace CreditQuery.Index;

/// <summary>Options of the index (section <c>Index</c>).</summary>
public sealed class CreditIndexOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string Section = "Index";

    /// <summary>Folder of the index: records, checkpoints, manifests.</summary>
    /// <value>A path; default <c>./data/index</c>. It never holds the registry's key.</value>
    [Required]
    [Description("Folder of the index: records and checkpoints.")]
    public string Folder { get; set; } = Path.Combine("data", "index");

    /// <summary>Memory for records at most; it is taken as it fills, page by page.</summary>
    /// <value>Bytes, rounded down to a power of two, 16 MiB to 512 GiB; default 4 GiB, which holds about 20 million plain subjects.</value>
    [Range(16L << 20, 512L << 30)]
    [Description("Memory for records at most, rounded down to a power of two.")]
    public long RecordMemoryBytes { get; set; } = 4L << 30;

    /// <summary>Memory of the hash table, taken as it fills.</summary>
    /// <value>Bytes, rounded down to a power of two, 64 KiB to 64 GiB; default 256 MiB, which holds about 29 million keys.</value>
    [Range(64L << 10, 64L << 30)]
    [Description("Memory of the hash table, rounded down to a power of two.")]
    public long HashTableBytes { get; set; } = 256L << 20;

    /// <summary>Size of a page of records; a record never crosses a page.</summary>
    /// <value>Bytes, a power of two, 4 to 64 MiB; default 4 MiB.</value>
    [Range(4 << 20, 64 << 20)]
    [Description("Size of a page of records, a power of two; another one builds the index again from the log.")]
    public int PageBytes { get; set; } = 4 << 20;

    /// <summary>Whether to ask the kernel for pages of 2 MiB, which makes reads faster (ADR 0005).</summary>
    /// <value>Default true; without effect where the kernel does not offer them.</value>
    [Description("Whether to ask the kernel for pages of 2 MiB, where it offers them.")]
    public bool HugePages { get; set; } = true;

    /// <summary>Share of the memory for records above which the index is full: new puts are to be refused, what lifts a burden still fits.</summary>
    /// <value>0.5 to 0.95; default 0.9.</value>
    [Range(0.5, 0.95)]
    [Description("Share of the memory for records from which on puts are refused.")]
    public double FullAt { get; set; } = 0.9;

    /// <summary>Share of the memory for records from which on superseded ones are taken out (compaction).</summary>
    /// <value>0.3 to 0.85; default 0.7. Memory is live bytes and what they replaced: two thirds of it may be live.</value>
    [Range(0.3, 0.85)]
    [Description("Share of the memory for records from which on superseded records are taken out.")]
    public double CompactAt { get; set; } = 0.7;

    /// <summary>Longest time that superseded and erased records stay in memory, however empty it is; on the disk they stay two checkpoints longer.</summary>
    /// <value>1 hour to 90 days of log time; default 7 days.</value>
    [Description("Longest time that superseded and erased records stay in memory.")]
    public TimeSpan CompactionInterval { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How long a change id is remembered.</summary>
    /// <value>1 hour to 30 days; default 7 days. The same on every node of a registry.</value>
    [Description("How long a change id is remembered; the same on every node.")]
    public TimeSpan ChangeIdMemory { get; set; } = TimeSpan.FromDays(7);

    /// <summary>Bytes of a file of records; the same for good, as the numbers of files follow from it. Tests have small ones.</summary>
    internal long SegmentBytes { get; set; } = 1L << 30;

    /// <summary>Kinds of changes that this node does not know; tests make an older version of it.</summary>
    internal Predicate<CreditQuery.Protos.V1.Change>? Unknown { get; set; }

    /// <summary>Called after each step of a checkpoint; tests let the process die there.</summary>
    internal Action<Checkpoints.CheckpointStep>? AfterCheckpointStep { get; set; }

    /// <summary>Called after each step of a compaction; tests let the process die or stand still there.</summary>
    internal Action<Store.CompactionStep>? AfterCompactionStep { get; set; }

    /// <summary>Called with the path before a file of the index is written; tests throw what a disk would.</summary>
    internal Action<string>? BeforeWrite { get; set; }

    /// <summary>Called before each record of a set is written to memory; tests throw what a machine would.</summary>
    internal Action? BeforeRecord { get; set; }
}
