using CreditQuery.FunctionalTests.Node;
using Grpc.Core;

namespace CreditQuery.FunctionalTests.Robustness;

/// <summary>One history: nodes and a log, writers and readers, faults; at the end what came of it.</summary>
internal sealed class History : IAsyncDisposable
{
    private const int Writers = 6;
    private const int Readers = 2;

    private readonly HistorySite _site;
    private readonly Writer[] _writers;
    private readonly Reader[] _readers;

    private History(HistorySite site)
    {
        _site = site;
        _writers = [.. Enumerable.Range(0, Writers).Select(number => new Writer(number, site.Plan.Seed, site.Plan.Changes / Writers, site.Nodes))];
        _readers = [.. Enumerable.Range(0, Readers).Select(number => new Reader(number, site.Plan.Seed, site.Nodes, _writers))];
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>How long the nodes have to be level again once everything works.</summary>
    public TimeSpan LevelPatience { get; private init; }

    /// <summary>How long writers have to get done with what the plan wants written once nothing goes wrong any more.</summary>
    public TimeSpan WritePatience { get; private init; }

    public HistorySite Site => _site;

    public HistoryTrace Trace => _site.Trace;

    /// <summary>Changes acknowledged.</summary>
    public int Acknowledged => _writers.Sum(static writer => writer.Acknowledged);

    public static async Task<History> StartAsync(HistoryPlan plan, string logs, TimeSpan? levelPatience = null, TimeSpan? writePatience = null)
    {
        var history = new History(await HistorySite.StartAsync(plan, logs)) { LevelPatience = levelPatience ?? TimeSpan.FromSeconds(30), WritePatience = writePatience ?? TimeSpan.FromSeconds(180) };
        await history.UntilAsync(history.AreServingAsync, TimeSpan.FromSeconds(60));
        history.Trace.Note("all nodes serve");
        return history;
    }

    /// <summary>Runs it to its end.</summary>
    /// <param name="faults">What goes wrong; null for what the plan says.</param>
    public async Task<HistoryRecord> RunAsync(Func<HistorySite, Task>? faults = null)
    {
        using var enough = new CancellationTokenSource();
        Task[] working = [.. _writers.Select(writer => Task.Run(() => writer.RunAsync(enough.Token), Token)), .. _readers.Select(reader => Task.Run(() => reader.RunAsync(enough.Token), Token))];
        try
        {
            await (faults ?? DriveAsync)(_site);
            await UntilAsync(() => Task.FromResult(Acknowledged >= _site.Plan.Changes), WritePatience);
        }
        finally
        {
            await enough.CancelAsync();
            await Task.WhenAll(working).WaitAsync(NodeHost.Patience, Token);
        }

        Trace.Note($"{Acknowledged} changes acknowledged, {_readers.Sum(static reader => reader.Seen.Count)} batches seen");
        return await EndAsync();
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    private static async Task DriveAsync(HistorySite site)
    {
        using var driver = new FaultDriver(site);
        await driver.RunAsync();
    }

    private async Task<HistoryRecord> EndAsync()
    {
        var faults = new List<string>(_writers.SelectMany(static writer => writer.Faults));
        if (!await UntilAsync(AreLevelAsync, LevelPatience))
        {
            faults.Add($"level: the nodes were not level after {LevelPatience.TotalSeconds} s");
        }

        var last = await LastLookAsync(faults);
        var states = await Task.WhenAll(_site.Nodes.Select(static node => node.StatusAsync()));
        var epoch = states.FirstOrDefault(static state => state is not null)?.Epoch ?? "";
        faults.AddRange(await TerminateAsync());
        var (log, trimmed) = _site.Redis is { } redis ? await RawLog.ReadAsync(redis) : await RawLog.ReadAsync(_site.Nodes[0].Folder, _site.Key.Check.ToByteArray());
        var lost = _site.Redis is null ? [] : HistoryRecord.JoinLost(log, _site.Nodes.Select(static node => node.Folder));
        return new HistoryRecord
        {
            Plan = _site.Plan,
            Epoch = epoch,
            Log = log,
            Trimmed = trimmed,
            Lost = lost,
            Sets = [.. _writers.SelectMany(static writer => writer.Sets)],
            Seen = [.. _readers.SelectMany(static reader => reader.Seen)],
            Last = last,
            Contents = [.. _site.Nodes.Select(node => ContentOf(node, epoch))],
            Replay = FreshReplay.Tell(log, _site.Key, epoch),
            Journals = [.. _site.Nodes.Select(node => ToldJournal.Read(node.Folder, epoch))],
            Faults = faults,
        };
    }

    private string ContentOf(SupervisedNode node, string epoch)
    {
        try
        {
            return FreshReplay.Tell(node.Folder.Index, _site.Key, epoch);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            return $"nothing readable: {fault.Message}";
        }
    }

    private async Task<List<Observation>> LastLookAsync(List<string> faults)
    {
        var last = new List<Observation>();
        foreach (var node in _site.Nodes)
        {
            try
            {
                last.Add(await Reader.LookAsync(node.Checks!, node.Number, [.. Enumerable.Range(0, Writer.Persons)], 0));
            }
            catch (Exception fault) when (fault is RpcException or NullReferenceException)
            {
                faults.Add($"level: node {node.Number} does not answer: {fault.Message}");
            }
        }

        return last;
    }

    private async Task<List<string>> TerminateAsync()
    {
        var faults = new List<string>();
        foreach (var node in _site.Nodes)
        {
            if (await node.TerminateAsync() is not 0 and var code)
            {
                faults.Add(code == SupervisedNode.DidNotEnd ? $"level: node {node.Number} did not end when it was told to" : $"end: node {node.Number} ended with {code}");
            }
        }

        return faults;
    }

    private async Task<bool> AreServingAsync()
    {
        var states = await Task.WhenAll(_site.Nodes.Select(static node => node.StatusAsync()));
        return states.All(static state => state is { AppliedRevision: > 0 });
    }

    // All at the head, and the head the same for all.
    private async Task<bool> AreLevelAsync()
    {
        var states = await Task.WhenAll(_site.Nodes.Select(static node => node.StatusAsync()));
        var head = states.Max(static state => state?.HeadRevision ?? 0);
        return states.All(state => state is not null && state.HeadRevision == head && state.AppliedRevision == head && state.Staleness.ToTimeSpan() < TimeSpan.FromSeconds(1));
    }

    private async Task<bool> UntilAsync(Func<Task<bool>> isSo, TimeSpan patience)
    {
        var until = Trace.Elapsed + patience;
        while (!await isSo())
        {
            if (Trace.Elapsed > until)
            {
                return false;
            }

            await Task.Delay(40, Token);
        }

        return true;
    }
}
