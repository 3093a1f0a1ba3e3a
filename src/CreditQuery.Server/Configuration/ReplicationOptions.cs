using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace CreditQuery.Server.Configuration;

/// <summary>Checkpoints and raw events between the nodes of one registry: whom this node serves, and whom it asks at its start.</summary>
public sealed class ReplicationOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string Section = "Replication";

    /// <summary>The nodes that may read checkpoints and raw events here.</summary>
    /// <value>Certificates, each by its SHA-256 (64 hexadecimal characters) or by its subject (<c>CN=node-2, O=registry</c>), which stays when it is
    /// renewed. Empty (default): nobody, replication is off. Needs <see cref="ServerOptions.Tls"/>.</value>
    [Description("Client certificate that may read checkpoints here, by SHA-256 or subject; none: replication is off. Peers:1, Peers:2 for more.")]
    public IReadOnlyList<string> Peers { get; set; } = [];

    /// <summary>For development: serves everyone on this machine, without TLS and without certificates.</summary>
    /// <value>Default false. Only while the registry endpoint is a loopback address in clear: whoever has an account on the machine reads the whole index then.</value>
    [Description("For development: serve checkpoints in clear to everyone on this machine.")]
    public bool AllowLoopbackWithoutTls { get; set; }

    /// <summary>How fast checkpoints and raw events go out, all readers together, so that checks keep the processor.</summary>
    /// <value>Bytes per second, 1 MiB to 16 GiB, default 64 MiB (loadtests/results/replication.md).</value>
    [Range(1L << 20, 16L << 30)]
    [Description("Bytes per second that go out to all peers together.")]
    public long BytesPerSecond { get; set; } = 64L << 20;

    /// <summary>How long a checkpoint is kept for those who read it.</summary>
    /// <value>1 minute to 1 day, default 1 hour; without a reader it is kept for two minutes, for one who comes again.</value>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    [Description("How long a checkpoint is kept for those who read it.")]
    public TimeSpan PinTime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>The node to take a checkpoint from when this one has none that the log continues.</summary>
    /// <value>Address of its registry endpoint, for instance <c>https://node-1:5081</c>; empty (default): none. <c>http://</c> only on loopback.</value>
    [Description("Registry address of the node to take a checkpoint from when there is none here.")]
    public string From { get; set; } = "";

    /// <summary>Name that the certificate of that node must bear, where its address is another one.</summary>
    /// <value>A host name; empty (default): the host of the address.</value>
    [Description("Name that the certificate of that node must bear; none: the host of the address.")]
    public string ServerName { get; set; } = "";

    /// <summary>Authorities that the certificate of that node must come from, PEM.</summary>
    /// <value>Path; empty (default): those of <see cref="ServerOptions.Tls"/>.</value>
    [Description("PEM file of the authorities of that node's certificate; none: Server:Tls:ClientAuthoritiesPath.")]
    public string AuthoritiesPath { get; set; } = "";

    /// <summary>Certificate that this node shows there, PEM.</summary>
    /// <value>Path; empty (default): the node's own of <see cref="ServerOptions.Tls"/>, which must be good for clients too.</value>
    [Description("PEM file of the certificate shown to that node; none: Server:Tls:CertificatePath.")]
    public string CertificatePath { get; set; } = "";

    /// <summary>Its private key, PEM.</summary>
    /// <value>Path; empty (default): the node's own.</value>
    [Description("PEM file of its private key; none: Server:Tls:KeyPath.")]
    public string KeyPath { get; set; } = "";

    /// <summary>How long to go on trying without a new block.</summary>
    /// <value>1 second to 1 hour, default 5 minutes: a peer without a checkpoint takes one first. Then the log is applied from its beginning, or the node says why it cannot start.</value>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    [Description("How long to go on trying that node without a new block.")]
    public TimeSpan Patience { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How much of that node's journal of status events is taken, the newest first, where the own one does not reach the place of the index: so much
    /// of the past subscribers who were away can be told here.</summary>
    /// <value>Bytes, 0 to 1 TiB, default 256 MiB; 0: none. Never more than <c>Watch:JournalBytes</c>. Taken before the node is ready, at the rate of its peer.</value>
    [Range(0L, 1L << 40)]
    [Description("Bytes of that node's journal of status events taken at most, the newest; 0: none.")]
    public long JournalBytes { get; set; } = 256L << 20;

    /// <summary>Whether this node serves anybody.</summary>
    internal bool Serves => Peers.Count > 0 || AllowLoopbackWithoutTls;

    /// <summary>Whether this node has somebody to ask.</summary>
    internal bool Asks => From.Length > 0;
}
