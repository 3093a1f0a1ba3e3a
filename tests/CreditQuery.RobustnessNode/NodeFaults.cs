using System.Diagnostics;
using System.Globalization;
using CreditQuery.Index;
using CreditQuery.Index.Checkpoints;
using CreditQuery.Index.Store;
using CreditQuery.Log;
using CreditQuery.Server.Applying;
using CreditQuery.Server.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace CreditQuery.RobustnessNode;

/// <summary>What may go wrong in this process: its failpoints, its disk, its clock.</summary>
internal sealed class NodeFaults
{
    public const string BeforeRecord = nameof(BeforeRecord);
    public const string BeforePublish = nameof(BeforePublish);

    /// <summary>Size of a page of records: the least that checksums go with, so that a history of some megabytes is compacted again and again.</summary>
    public const int PageBytes = 1 << 20;

    /// <summary>Size of a file of records.</summary>
    public const long RecordFileBytes = 2 << 20;

    /// <summary>Name of the key in Redis, behind that of the header, that holds by how many seconds its clock has stepped.</summary>
    public const string ClockKeyEnding = ":clock";

    /// <summary>Key of the configuration: how far before its older checkpoint this node leaves the log alone; as in a node where there is none.</summary>
    public const string KeptOfLog = "Robustness:KeptOfLog";

    /// <summary>Key of the configuration: where files go that are removed from an embedded log; none: they are gone.</summary>
    public const string TrimmedFolder = "Robustness:TrimmedFolder";

    private const string TimeOfRedis = "(function() local time = redis.call('TIME') "
        + "time[1] = text(tonumber(time[1]) + tonumber(redis.call('GET', KEYS[2] .. '" + ClockKeyEnding + "') or 0)) return time end)()";

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (int Times, int DelayMs)> _armed = [];

    /// <summary>Every failpoint of a node.</summary>
    public static readonly string[] All =
    [
        .. Enum.GetNames<LogFailpoint>(), .. Enum.GetNames<CheckpointStep>(), .. Enum.GetNames<CompactionStep>(), BeforeRecord, BeforePublish,
        .. Enum.GetNames<ServerFailpoint>(),
    ];

    public LosingDisk Disk { get; } = new();

    public SteppedClock Clock { get; } = new();

    /// <summary>Puts a node on this disk and clock, and its failpoints under this hand; what the node registers itself is there already.</summary>
    public void PutUnder(IServiceCollection services, IConfiguration configuration)
    {
        LogFailpoints.TimeOfRedis = TimeOfRedis;
        LogFailpoints.Reached = place => Reach(place.ToString());
        ServerFailpoints.Reached = place => Reach(place.ToString());
        IndexFailpoints.BeforePublish = () => Reach(BeforePublish);
        services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Clock));
        Disk.TrimmedFolder = configuration[TrimmedFolder];
        if (configuration[KeptOfLog] is { } kept)
        {
            services.Configure<ServerOptions>(options => options.KeptOfLog = TimeSpan.Parse(kept, CultureInfo.InvariantCulture));
        }

        // Pages are smaller here than operators may choose.
        services.RemoveAll<IValidateOptions<CreditIndexOptions>>();
        services.Configure<ChangeLogOptions>(options => options.Files = Disk);
        services.Configure<CreditIndexOptions>(options =>
        {
            options.PageBytes = PageBytes;
            options.SegmentBytes = RecordFileBytes;
            options.AfterCheckpointStep = step => Reach(step.ToString());
            options.AfterCompactionStep = step => Reach(step.ToString());
            options.BeforeRecord = () => Reach(BeforeRecord);
            options.BeforeWrite = Disk.RequireRoom;
        });
    }

    /// <summary>Lets the process die, or stand still, at a failpoint.</summary>
    /// <param name="name">The failpoint.</param>
    /// <param name="times">So many times; 0 disarms it.</param>
    /// <param name="delayMs">How long it stands; 0 kills.</param>
    public void Arm(string name, int times, int delayMs)
    {
        lock (_gate)
        {
            _armed[name] = (times, delayMs);
        }
    }

    /// <summary>SIGKILL.</summary>
    public static void Die() => Process.GetCurrentProcess().Kill();

    private void Reach(string name)
    {
        int delayMs;
        lock (_gate)
        {
            if (!_armed.TryGetValue(name, out var armed) || armed.Times == 0)
            {
                return;
            }

            _armed[name] = (armed.Times - 1, armed.DelayMs);
            delayMs = armed.DelayMs;
        }

        Instructions.Say($"hit {name}");
        if (delayMs == 0)
        {
            Die();
        }

        // The thread that got here stands still: that is the fault.
        Thread.Sleep(delayMs);
    }
}
