using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace CreditQuery.Server.Configuration;

/// <summary>Where the node listens and how it stops.</summary>
public sealed class ServerOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Server";

    /// <summary>Checks, watch, catalogue reads, health and reflection.</summary>
    /// <value>Address and port, for instance <c>127.0.0.1:5080</c> (default) or <c>[::1]:5080</c>; port 0 takes a free one. Beyond loopback
    /// only with <see cref="Tls"/>.</value>
    [Required]
    [Description("Address and port of checks, catalogue reads, health; beyond loopback only with TLS.")]
    public string QueryEndpoint { get; set; } = "127.0.0.1:5080";

    /// <summary>RegistryService, catalogue writes, health and reflection.</summary>
    /// <value>Address and port, default <c>127.0.0.1:5081</c>; as above.</value>
    [Required]
    [Description("Address and port of changes and catalogue writes.")]
    public string RegistryEndpoint { get; set; } = "127.0.0.1:5081";

    /// <summary>TLS with client certificates; off while no certificate is named.</summary>
    public TlsOptions Tls { get; set; } = new();

    /// <summary>Whose HTTP/2 serves the two endpoints.</summary>
    /// <value><see cref="Http2Stack.Own"/> (default), with which a check takes about half the processor time, or <see cref="Http2Stack.Kestrel"/>.</value>
    [EnumDataType(typeof(Http2Stack))]
    [Description("Whose HTTP/2 serves the endpoints: Own or Kestrel.")]
    public Http2Stack Http2 { get; set; } = Http2Stack.Own;

    /// <summary>How long calls may go on once the node is told to stop.</summary>
    /// <value>0 to 2 seconds, default 2; the whole exit takes at most 5.</value>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:02")]
    [Description("Time for calls under way when the node stops, at most 2 s.")]
    public TimeSpan DrainTime { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Staleness up to which <c>creditquery.v1.Fresh</c> is SERVING.</summary>
    /// <value>0.1 seconds to 1 day, default 5 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:00.1", "1.00:00:00")]
    [Description("Staleness up to which creditquery.v1.Fresh is SERVING.")]
    public TimeSpan FreshnessBound { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Time between two checkpoints of the index; without changes none is taken, but for two after a compaction, so that the disk keeps nothing of what was erased.</summary>
    /// <value>1 second to 1 day, default 5 minutes. A shorter one shortens the replay after a crash, and halts applying more often.</value>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    [Description("Time between two checkpoints; none is taken without changes, but for two after a compaction.")]
    public TimeSpan CheckpointInterval { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How far before the older checkpoint the log is left alone (architecture, chapter 4): for other nodes, and for orphans to be found. Tests keep less.</summary>
    internal TimeSpan KeptOfLog { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Catalogue file that becomes the first change set of an empty log.</summary>
    /// <value>Path, absolute or beside the program; default <c>catalogues/cn-2026.yaml</c>. Later versions go in by PutCatalogue alone.</value>
    [Required]
    [Description("Catalogue file that becomes the first change set of an empty log.")]
    public string InitialCatalogue { get; set; } = "catalogues/cn-2026.yaml";
}
