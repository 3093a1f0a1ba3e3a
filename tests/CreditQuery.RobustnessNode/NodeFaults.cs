using System.Diagnostics;
using CreditQuery.Index;
using CreditQuery.Index.Checkpoints;
using CreditQuery.Log;
using CreditQuery.Server.Applying;

namespace CreditQuery.RobustnessNode;

/// <summary>What may go wrong in this process: its failpoints, its disk, its clock.</summary>
internal sealed class NodeFaults
{
    public const string BeforeRecord = nameof(BeforeRecord);
    public const string BeforePublish = nameof(BeforePublish);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, (int Times, int DelayMs)> _armed = [];

    /// <summary>Every failpoint of a node.</summary>
    public static readonly string[] All =
        [.. Enum.GetNames<LogFailpoint>(), .. Enum.GetNames<CheckpointStep>(), BeforeRecord, BeforePublish, .. Enum.GetNames<ServerFailpoint>()];

    public LosingDisk Disk { get; } = new();

    public SteppedClock Clock { get; } = new();

    /// <summary>Puts a node on this disk and clock, and its failpoints under this hand.</summary>
    public void PutUnder(IServiceCollection services)
    {
        LogFailpoints.Reached = place => Reach(place.ToString());
        ServerFailpoints.Reached = place => Reach(place.ToString());
        IndexFailpoints.BeforePublish = () => Reach(BeforePublish);
        services.AddSingleton<TimeProvider>(Clock);
        services.Configure<ChangeLogOptions>(options => options.Files = Disk);
        services.Configure<CreditIndexOptions>(options =>
        {
            options.AfterCheckpointStep = step => Reach(step.ToString());
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
