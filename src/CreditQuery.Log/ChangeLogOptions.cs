using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace CreditQuery.Log;

/// <summary>Settings of the change log: in files of this node, or in Redis.</summary>
public sealed class ChangeLogOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Log";

    /// <summary>Where the log lies.</summary>
    /// <value>Default <c>Embedded</c>. <c>Redis</c> is for several nodes; <c>creditq log init</c> makes the log there.</value>
    [Description("Where the change log lies: Embedded (files of this node) or Redis (several nodes).")]
    public LogKind Kind { get; set; } = LogKind.Embedded;

    /// <summary>Settings of a log in Redis; unused by the embedded one.</summary>
    [ValidateObjectMembers]
    public RedisLogOptions Redis { get; set; } = new();

    /// <summary>Folder of the embedded log; made if it is missing.</summary>
    /// <value>Default <c>./data/log</c>. One process at a time.</value>
    [Required]
    [Description("Folder of the embedded change log.")]
    public string Path { get; set; } = "./data/log";

    /// <summary>Size at which a file of the embedded log is closed and the next begun; trimming frees whole files.</summary>
    /// <value>Bytes, 64 KiB to 1 GiB, default 64 MiB.</value>
    [Range(64 << 10, 1 << 30)]
    [Description("Bytes after which the log goes on in a new file.")]
    public int SegmentSizeBytes { get; set; } = 64 << 20;

    /// <summary>How many payload bytes may wait for the disk or for Redis; beyond it appends are refused (QueueFull).</summary>
    /// <value>Bytes, 1 MiB to 1 GiB, default 64 MiB.</value>
    [Range(1 << 20, 1 << 30)]
    [Description("Bytes that may wait for the disk or for Redis; beyond it changes are refused.")]
    public int MaxPendingBytes { get; set; } = 64 << 20;

    /// <summary>Room for the raw events that a node keeps of a shared log, so that it can save what the log loses: those of the last seven days, and always
    /// those behind its older checkpoint.</summary>
    /// <value>Bytes, 1 MiB to 1 TiB, default 4 GiB. The embedded log keeps none.</value>
    [Range(1L << 20, 1L << 40)]
    [Description("Bytes for the events of seven days that a node keeps of a shared log.")]
    public long TailBytes { get; set; } = 4L << 30;

    /// <summary>The disk under the log; tests bring their own. Null for the machine's.</summary>
    internal Storage.ILogFileSystem? Files { get; set; }
}
