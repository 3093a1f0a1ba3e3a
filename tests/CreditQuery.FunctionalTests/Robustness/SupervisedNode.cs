using CreditQuery.FunctionalTests.Node;
using CreditQuery.Protos.V1;
using Grpc.Core;

namespace CreditQuery.FunctionalTests.Robustness;

/// <summary>A node and its supervisor, which starts it again whenever it has ended, as systemd does.</summary>
internal sealed class SupervisedNode : IAsyncDisposable
{
    /// <summary>No exit code of a process.</summary>
    public const int DidNotEnd = int.MinValue;

    private static readonly TimeSpan RestartPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan CallPatience = TimeSpan.FromSeconds(4);

    private readonly IReadOnlyList<(string Key, string Value)> _settings;
    private readonly string[] _without;
    private readonly string _logs;
    private readonly HistoryTrace _trace;
    private readonly SemaphoreSlim _held = new(1, 1);
    private readonly Task _supervising;
    private volatile NodeRun? _run;
    private volatile bool _isEnding;
    private int _lives;

    public SupervisedNode(int number, NodeFolder folder, IReadOnlyList<(string Key, string Value)> settings, string[] without, string logs, HistoryTrace trace)
    {
        Number = number;
        Folder = folder;
        _settings = settings;
        _without = without;
        _logs = logs;
        _trace = trace;
        _supervising = Task.Run(SuperviseAsync);
    }

    public int Number { get; }

    public NodeFolder Folder { get; }

    /// <summary>The process of now; null while there is none.</summary>
    public NodeRun? Run => _run;

    /// <summary>Calls to the registry; null while it does not listen.</summary>
    public RegistryService.RegistryServiceClient? Registry => _run?.Registry;

    /// <summary>Checks; null while it does not listen.</summary>
    public CreditQueryService.CreditQueryServiceClient? Checks => _run?.Checks;

    public static CallOptions Call() => new(deadline: TimeProvider.System.GetUtcNow().UtcDateTime + CallPatience, cancellationToken: TestContext.Current.CancellationToken);

    /// <summary>Kills it and does something before it starts again.</summary>
    /// <param name="end">How it ends.</param>
    /// <param name="meanwhile">What is done to what it left.</param>
    public async Task WhileDeadAsync(Action<NodeRun> end, Func<Task> meanwhile)
    {
        await _held.WaitAsync();
        try
        {
            if (_run is { } run)
            {
                end(run);
                await run.Exited.WaitAsync(NodeHost.Patience);
            }

            await meanwhile();
        }
        finally
        {
            _held.Release();
        }
    }

    /// <summary>Where it stands; null while it does not answer.</summary>
    public async Task<GetLogStatusResponse?> StatusAsync()
    {
        try
        {
            return Registry is { } registry ? await registry.GetLogStatusAsync(new GetLogStatusRequest(), Call()) : null;
        }
        catch (RpcException)
        {
            return null;
        }
    }

    /// <summary>Ends it as a supervisor does, with its last checkpoint.</summary>
    /// <returns>The exit code; <see cref="DidNotEnd"/> where it had to be killed.</returns>
    public async Task<int> TerminateAsync()
    {
        _isEnding = true;
        if (_run is not { } run)
        {
            return -1;
        }

        await run.SignalAsync("TERM");
        try
        {
            await run.Exited.WaitAsync(NodeHost.Patience);
            return run.ExitCode;
        }
        catch (TimeoutException)
        {
            run.Kill();
            await run.Exited.WaitAsync(NodeHost.Patience);
            return DidNotEnd;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _isEnding = true;
        _run?.Kill();
        await _supervising.WaitAsync(NodeHost.Patience);
        _run?.Dispose();
        _held.Dispose();
        Folder.Dispose();
    }

    private async Task SuperviseAsync()
    {
        while (!_isEnding)
        {
            await _held.WaitAsync();
            var before = _run;
            try
            {
                if (_isEnding)
                {
                    return;
                }

                var life = ++_lives;
                _trace.Note($"node {Number} starts, life {life}");
                _run = NodeRun.Start(Folder, _settings, _without, Path.Combine(_logs, $"node-{Number}-{life}.log"), name => _trace.Hit(name, Number));
            }
            finally
            {
                _held.Release();
            }

            before?.Dispose();
            await _run.Exited;
            _trace.Note($"node {Number} has ended");
            if (!_isEnding)
            {
                await Task.Delay(RestartPause);
            }
        }
    }
}
