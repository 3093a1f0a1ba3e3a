using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace CreditQuery.Log;

/// <summary>Settings of a change log in Redis (7.0 or later).</summary>
public sealed class RedisLogOptions
{
    /// <summary>Addresses of Redis: the server that takes writes and, for failover, its replicas.</summary>
    /// <value>One to eight of <c>host:port</c>, separated by commas; default <c>127.0.0.1:6379</c>. Of those that answer as master and hold the
    /// registry, the one with the highest revision is used.</value>
    [Required]
    [Description("Addresses of Redis, host:port, separated by commas: the master and, for failover, its replicas.")]
    public string Endpoints { get; set; } = "127.0.0.1:6379";

    /// <summary>Name of the registry: several registries may lie in one Redis.</summary>
    /// <value>1 to 64 lower-case letters, digits and hyphens; default <c>main</c>. All keys begin with <c>{creditquery:NAME}:</c>.</value>
    [Required]
    [RegularExpression("^[a-z0-9-]{1,64}$", ErrorMessage = "Log:Redis:Registry must be 1 to 64 lower-case letters, digits and hyphens.")]
    [Description("Name of the registry; all its keys begin with {creditquery:NAME}:.")]
    public string Registry { get; set; } = "main";

    /// <summary>File that holds the password of Redis.</summary>
    /// <value>Path; empty (default): none. Read at every connection, so a changed password needs no restart.</value>
    [Description("File that holds the password of Redis; none: the environment or no password.")]
    public string PasswordFile { get; set; } = "";

    /// <summary>The password itself, in place of the file; meant for an environment variable (<c>Log__Redis__Password</c>).</summary>
    /// <value>Empty (default): the file, or none.</value>
    [Description("The password itself; by the environment only (Log__Redis__Password).")]
    public string Password { get; set; } = "";

    /// <summary>TLS to Redis; off unless switched on.</summary>
    public RedisTlsOptions Tls { get; set; } = new();

    /// <summary>How long connecting to one address may take, with all that is asked at the beginning.</summary>
    /// <value>0.1 to 30 seconds, default 2.</value>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:00:30")]
    [Description("Longest time for connecting to one address.")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long one call to Redis may take before the connection is given up and made anew.</summary>
    /// <value>0.1 to 30 seconds, default 1.</value>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:00:30")]
    [Description("Longest time for one call to Redis; then the connection is made anew.")]
    public TimeSpan CallTimeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long an append is tried, over several connections if need be, before its writer is told that nothing is known of it.</summary>
    /// <value>0.1 to 60 seconds, default 5.</value>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    [Description("Longest time an append is tried before its writer is told to repeat it.")]
    public TimeSpan AppendTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Longest pause between two attempts to connect; the first is short, each next one up to twice as long, with jitter.</summary>
    /// <value>0.1 to 60 seconds, default 2.</value>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:01:00")]
    [Description("Longest pause between two attempts to connect.")]
    public TimeSpan MaxReconnectPause { get; set; } = TimeSpan.FromSeconds(2);
}
