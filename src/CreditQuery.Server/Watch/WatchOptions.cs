using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace CreditQuery.Server.Watch;

/// <summary>Subscriptions: what is kept for those who were away, and how much one may ask.</summary>
public sealed class WatchOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Watch";

    /// <summary>Folder of the journal.</summary>
    /// <value>Default <c>./data/journal</c>; made if it is missing. Nothing in it is lost for good: the log holds the changes.</value>
    [Required]
    [Description("Folder of the journal of status events.")]
    public string Journal { get; set; } = "./data/journal";

    /// <summary>How long events are kept for those who resume.</summary>
    /// <value>1 hour to 400 days, default 7 days.</value>
    [Range(typeof(TimeSpan), "01:00:00", "400.00:00:00")]
    [Description("How long status events are kept for subscribers who resume.")]
    public TimeSpan JournalAge { get; set; } = TimeSpan.FromDays(7);

    /// <summary>How many bytes of events are kept at most.</summary>
    /// <value>1 MiB to 1 TiB, default 20 GB.</value>
    [Range(1L << 20, 1L << 40)]
    [Description("Bytes of status events kept at most.")]
    public long JournalBytes { get; set; } = 20_000_000_000;

    /// <summary>Bytes after which the journal goes on in a new file.</summary>
    /// <value>4 KiB to 1 GiB, default 64 MiB.</value>
    [Range(4 << 10, 1 << 30)]
    [Description("Bytes after which the journal goes on in a new file.")]
    public int SegmentBytes { get; set; } = 64 << 20;

    /// <summary>Parts of the journal kept in memory for subscribers who keep up.</summary>
    /// <value>64 to 65,536, default 4,096; at most 32 MiB of them. A part holds at most 1,000 subjects.</value>
    [Range(64, 65_536)]
    [Description("Parts of the journal kept in memory for subscribers who keep up.")]
    public int RingSize { get; set; } = 4_096;

    /// <summary>Records that all snapshots without named subjects together look at per second, so that checks keep their processor.</summary>
    /// <value>1,000 to 100,000,000, default 100,000: ten million subjects take 100 seconds.</value>
    [Range(1_000, 100_000_000)]
    [Description("Records that snapshots of all units look at per second, together.")]
    public int SnapshotRate { get; set; } = 100_000;

    /// <summary>Subscriptions at the same time.</summary>
    /// <value>0 to 100,000, default 20,000.</value>
    [Range(0, 100_000)]
    [Description("Subscriptions at the same time.")]
    public int MaxSubscribers { get; set; } = 20_000;
}
