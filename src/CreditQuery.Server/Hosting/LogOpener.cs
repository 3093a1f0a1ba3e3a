using CreditQuery.Index;
using CreditQuery.Log;
using CreditQuery.Server.Telemetry;
using Microsoft.Extensions.Options;

namespace CreditQuery.Server.Hosting;

/// <summary>Opens the change log of the options: in files of this node, or in Redis.</summary>
/// <remarks>A log in Redis is made by <c>creditq log init</c> alone. While Redis cannot be reached the node waits and tries again: it may not serve
/// a checkpoint whose continuity with the log nobody has proved (ADR 0017). Tests put one in its place that opens a steered log.</remarks>
internal class LogOpener(IOptions<ChangeLogOptions> options, TimeProvider time, ILoggerFactory loggers)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);

    private readonly ChangeLogOptions _options = options.Value;
    private readonly ILogger _logger = loggers.CreateLogger("CreditQuery.Log");

    /// <summary>Whether this node may make key, epoch and first catalogue: its own log, while that is empty.</summary>
    public virtual bool MayMake => _options.Kind == LogKind.Embedded && !HasFiles();

    /// <summary>Whether the first catalogue of an empty log is this node's to put.</summary>
    public bool SeedsCatalogue => _options.Kind == LogKind.Embedded;

    /// <summary>The option that says where the log is, for messages.</summary>
    public string Option => _options.Kind == LogKind.Embedded ? "Log:Path" : "Log:Redis";

    /// <summary>Where the log is, for people.</summary>
    public string Place => _options.Kind == LogKind.Embedded ? Path.GetFullPath(_options.Path) : $"Redis {_options.Redis.Endpoints}, registry {_options.Redis.Registry}";

    /// <summary>Opens it.</summary>
    /// <param name="key">The registry's key, compared with the log's.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="StartupException">Something to repair; the message says what.</exception>
    public virtual async Task<IChangeLog> OpenAsync(RegistryKey key, CancellationToken cancellationToken)
    {
        try
        {
            return _options.Kind == LogKind.Embedded
                ? await EmbeddedChangeLog.OpenAsync(_options, key.Check.ToByteArray(), time, _logger, cancellationToken)
                : await OpenSharedAsync(key, cancellationToken);
        }
        catch (Exception fault) when (fault is ChangeLogException or IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"{Option}: {fault.Message}", fault);
        }
    }

    private async Task<IChangeLog> OpenSharedAsync(RegistryKey key, CancellationToken cancellationToken)
    {
        var pause = FirstPause;
        while (true)
        {
            try
            {
                // Its deadlines are those of the network, whatever the clock of the node says.
                return await RedisChangeLog.OpenAsync(_options, key.Check.ToByteArray(), TimeProvider.System, _logger, cancellationToken);
            }
            catch (ChangeLogUnavailableException fault)
            {
                _logger.LogUnreachable(fault.Message, pause);
            }

            await Task.Delay(pause, cancellationToken);
            pause = TimeSpan.FromTicks(Math.Min(2 * pause.Ticks, LongestPause.Ticks));
        }
    }

    private bool HasFiles() => Directory.Exists(_options.Path) && Directory.EnumerateFileSystemEntries(_options.Path).Any();
}
