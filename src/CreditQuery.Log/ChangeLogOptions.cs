using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace CreditQuery.Log;

/// <summary>Settings of the embedded change log.</summary>
public sealed class ChangeLogOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Log";

    /// <summary>Folder of the log; made if it is missing.</summary>
    /// <value>Default <c>./data/log</c>. One process at a time.</value>
    [Required]
    [Description("Folder of the change log.")]
    public string Path { get; set; } = "./data/log";

    /// <summary>Size at which a file of the log is closed and the next begun; trimming frees whole files.</summary>
    /// <value>Bytes, 64 KiB to 1 GiB, default 64 MiB.</value>
    [Range(64 << 10, 1 << 30)]
    [Description("Bytes after which the log goes on in a new file.")]
    public int SegmentSizeBytes { get; set; } = 64 << 20;

    /// <summary>How many payload bytes may wait for the disk; beyond it appends are refused (QueueFull).</summary>
    /// <value>Bytes, 1 MiB to 1 GiB, default 64 MiB.</value>
    [Range(1 << 20, 1 << 30)]
    [Description("Bytes that may wait for the disk; beyond it changes are refused.")]
    public int MaxPendingBytes { get; set; } = 64 << 20;

    /// <summary>The disk under the log; tests bring their own. Null for the machine's.</summary>
    internal Storage.ILogFileSystem? Files { get; set; }
}
