using CreditQuery.FunctionalTests.Node;
using CreditQuery.Protos.Log.V1;
using CreditQuery.Protos.V1;
using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;

namespace CreditQuery.FunctionalTests.Watch;

/// <summary>One random history over two replicas.</summary>
internal sealed class ReplicaHistory : IAsyncDisposable
{
    private const int Nodes = 2;

    private readonly Random _random;
    private readonly TestClock? _clock;
    private readonly Func<NodeFolder, Task<NodeHost>> _start;
    private readonly NodeFolder[] _folders = [new(), new(), new()];
    private readonly Replicas _world;
    private readonly HistoryChanges _changes;
    private readonly HistorySubscriber[] _subscribers = WatchHistoryTests.Subscribers();
    private readonly int[] _at;

    /// <summary>Prepares it.</summary>
    /// <param name="seed">Draws everything but how threads interleave.</param>
    /// <param name="clock">The clock of the log and all nodes; null where it is the machine's.</param>
    /// <param name="start">Starts a node in a folder.</param>
    public ReplicaHistory(int seed, TestClock? clock, Func<NodeFolder, Task<NodeHost>> start)
    {
        (_random, _clock, _start) = (new Random(seed), clock, start);
        _world = new Replicas(_folders[..Nodes], start);
        _at = new int[_subscribers.Length];

        // Changes are dated by the clock that nodes have.
        _changes = new HistoryChanges(_random, clock ?? new TestClock { Now = TimeProvider.System.GetUtcNow() });
    }

    /// <summary>Runs it, and compares what subscribers received with the journal of a node that replays the log.</summary>
    /// <param name="plan">Draws the steps.</param>
    public async Task RunAsync(HistoryPlan plan)
    {
        await _world.StartAsync();
        var began = await Any().ApplyAsync([.. HistoryChanges.First()]);
        await _world.LevelAsync(began.AtLeast.Revision);
        for (var n = 0; n < _subscribers.Length; n++)
        {
            Connect(n, _random.Next(Nodes));
            await _subscribers[n].WaitForAsync("the first sign", static response => response.Progress is not null);
        }

        foreach (var step in plan.Draw(_random))
        {
            await StepAsync(step);
        }

        await WatchHistoryTests.EndAsync(Any(), _subscribers);
        await using var fresh = await _start(_folders[Nodes]);
        await CompareAsync(fresh, _folders[Nodes], began.AtLeast.Revision);
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_subscribers.Select(static subscriber => subscriber.DisconnectAsync()));
        await _world.DisposeAsync();
        Array.ForEach(_folders, static folder => folder.Dispose());
    }

    private Task StepAsync(HistoryStep step)
    {
        switch (step)
        {
            case HistoryStep.ClockStep:
                WatchHistoryTests.Step(_random, _clock!);
                return Task.CompletedTask;
            case HistoryStep.Disconnection:
                var dropped = _random.Next(_subscribers.Length);
                return MoveAsync(dropped, _at[dropped]);
            case HistoryStep.Switch:
                var moved = _random.Next(_subscribers.Length);
                return MoveAsync(moved, Other(_at[moved]));
            case HistoryStep.Restart:
                return RestartAsync(_random.Next(Nodes));
            case HistoryStep.Compaction:
                return CompactAsync(_random.Next(Nodes));
            default:
                return ApplyAsync();
        }
    }

    private async Task MoveAsync(int subscriber, int to)
    {
        await _subscribers[subscriber].DisconnectAsync();
        await ApplyAsync();
        Connect(subscriber, to);
    }

    private async Task RestartAsync(int number)
    {
        await LeaveAsync(number);
        await _world.EndAsync(number);
        await ApplyAsync(Other(number));
        await _world.StartAsync(number);
    }

    // Its subscribers are told that it goes, or lose their connections; they go on with the other one.
    private async Task LeaveAsync(int number)
    {
        var isDrained = _random.Next(2) == 0;
        await (isDrained ? _world.DrainAsync(number) : Task.CompletedTask);
        for (var n = 0; n < _subscribers.Length; n++)
        {
            if (_at[n] == number)
            {
                await (isDrained ? _subscribers[n].EndedAsync() : Task.CompletedTask);
                await _subscribers[n].DisconnectAsync();
                Connect(n, Other(number));
            }
        }
    }

    // A replica loses its journal. Who was away since before it begins is told so there, and gets a snapshot, or misses nothing on the other replica; all others are further by then.
    private async Task CompactAsync(int number)
    {
        int[] away = [0, .. Enumerable.Range(0, _subscribers.Length).Where(n => _subscribers[n].Resnapshots)];
        await Task.WhenAll(away.Select(n => _subscribers[n].DisconnectAsync()));
        Array.ForEach(away, n => _at[n] = -1);
        for (var n = 0; n < 3; n++)
        {
            await ApplyAsync();
        }

        await _world.LevelAsync((await Any().ApplyAsync(Samples.DescribeUnit(name: $"样例 {_random.Next()}"))).AtLeast.Revision);
        await LeaveAsync(number);
        var lost = await _world.EndAsync(number);
        await Task.WhenAll(_subscribers.Where((_, n) => _at[n] >= 0).Select(subscriber => subscriber.PassedAsync(lost)));
        Directory.Delete(_world.FolderOf(number).Journal, recursive: true);
        await _world.StartAsync(number);
        var ends = away.Select(n => _subscribers[n].Received.Count(static response => response.SnapshotEnd is not null)).ToArray();
        Array.ForEach(away, n => Connect(n, number));
        await ApplyAsync();
        for (var n = 0; n < away.Length; n++)
        {
            await HearsOfLossAsync(away[n], ends[n] + 1);

            // Before it is dropped again: the other replica may be the next one that loses its journal, and then nobody has what this one lacks.
            await _subscribers[away[n]].PassedAsync(lost);
        }
    }

    private async Task HearsOfLossAsync(int number, int snapshots)
    {
        var subscriber = _subscribers[number];
        if (subscriber.Resnapshots)
        {
            await subscriber.WaitForAsync("the end of a snapshot", static response => response.SnapshotEnd is not null, snapshots);
            return;
        }

        await subscriber.WaitForAsync("what is lost", static response => response.Compacted?.Reason == CompactedReason.OlderThanJournal);
        await subscriber.EndedAsync();
        await subscriber.DisconnectAsync();
        Connect(number, Other(_at[number]));
    }

    private async Task CompareAsync(NodeHost fresh, NodeFolder folder, ulong after)
    {
        var last = _subscribers.SelectMany(static s => s.Received).Max(static response => response.Event?.Revision ?? 0);
        await fresh.WaitForRevisionAsync(last);
        await _world.LevelAsync(last);
        var epoch = fresh.Services.GetRequiredService<Server.Hosting.Node>().Require().Log.Epoch;
        var told = JournalFrames.Of(folder, epoch);
        for (var number = 0; number < Nodes; number++)
        {
            // What comes at the last revision may still be on its way into a journal.
            var kept = Bytes(JournalFrames.Of(_world.FolderOf(number), epoch), last);
            Assert.Equal(Bytes(told, last).TakeLast(kept.Count), kept);
        }

        foreach (var subscriber in _subscribers)
        {
            var expected = WatchHistoryTests.Expected(fresh, told, Heard.By(subscriber), after);
            var faults = WatchHistoryTests.FaultsOf(Heard.By(subscriber), expected).Take(5);
            Assert.True(!faults.Any(), $"Filter {subscriber.Filter}: {string.Join('\n', faults)}");
            Assert.NotEmpty(expected);
        }
    }

    private static List<ByteString> Bytes(JournalBatch[] frames, ulong before) => [.. frames.Where(frame => frame.Revision < before).Select(static frame => frame.ToByteString())];

    private Task ApplyAsync() => ApplyAsync(_random.Next(Nodes));

    private Task ApplyAsync(int number) => WatchHistoryTests.ApplyAsync(_world[number], _changes);

    private NodeHost Any() => _world[_random.Next(Nodes)];

    private void Connect(int subscriber, int number)
    {
        _at[subscriber] = number;
        _subscribers[subscriber].Connect(_world[number]);
    }

    private static int Other(int number) => Nodes - 1 - number;
}
