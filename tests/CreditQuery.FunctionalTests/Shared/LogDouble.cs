using System.Security.Cryptography;
using CreditQuery.FunctionalTests.Node;
using CreditQuery.Index;
using CreditQuery.Log;
using CreditQuery.Server.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace CreditQuery.FunctionalTests.Shared;

/// <summary>A shared log for the nodes of this process: an embedded log behind a door whose polls, clock and content a test steers.</summary>
internal sealed class LogDouble(TestClock clock) : IAsyncDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("creditquery-shared-").FullName;
    private readonly byte[] _secret = RandomNumberGenerator.GetBytes(RegistryKey.SizeBytes);
    private readonly List<EmbeddedChangeLog> _opened = [];
    private EmbeddedChangeLog? _inner;
    private string _current = "";
    private int _folders;

    public TestClock Clock { get; } = clock;

    /// <summary>Polls and appends fail; readers see nothing more.</summary>
    public bool IsDown { get; set; }

    /// <summary>Polls end when this is set; null lets them pass.</summary>
    public TaskCompletionSource? Hold { get; set; }

    /// <summary>How far the log's clock is ahead of the wall clock.</summary>
    public TimeSpan Ahead { get; set; }

    /// <summary>What a poll throws in place of an answer.</summary>
    public Exception? Fault { get; set; }

    /// <summary>What an append is answered in place of being made; null lets it pass.</summary>
    public AppendReceipt? Answer { get; set; }

    /// <summary>Most polls of one node that were under way at once.</summary>
    public int MostPolls { get; set; }

    public EmbeddedChangeLog Inner => _inner ?? throw new InvalidOperationException("Not made.");

    public static async Task<LogDouble> MakeAsync()
    {
        var made = new LogDouble(new TestClock());
        await made.MakeAnewAsync();
        return made;
    }

    /// <summary>Starts a node on the log.</summary>
    public async Task<NodeHost> StartNodeAsync(NodeFolder folder, params (string Key, string Value)[] settings)
    {
        var configure = folder.Configure;
        folder.Configure = services =>
        {
            configure?.Invoke(services);
            services.AddSingleton<LogOpener>(services => new Source(this, services.GetRequiredService<IOptions<ChangeLogOptions>>()));
        };
        return await NodeHost.StartAsync(
            folder, own: false, Clock, [("RegistryKey:Value", Convert.ToHexString(_secret)), .. settings]);
    }

    /// <summary>Starts a node whose log will be another one.</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="expected">Further events of its log that are no failure of the test.</param>
    public async Task<NodeHost> StartDivergingNodeAsync(NodeFolder folder, params string[] expected)
    {
        var node = await StartNodeAsync(folder);
        node.Log.Expected.UnionWith(["LogDiverged", "OrphansSaved", .. expected]);
        return node;
    }

    /// <summary>Puts an empty log of another epoch in the place of the log.</summary>
    public async Task MakeAnewAsync() => _inner = await OpenAsync(Path.Combine(_root, $"log-{++_folders}"));

    /// <summary>Copies the log as it is now.</summary>
    /// <returns>The backup, for <see cref="RestoreAsync"/>.</returns>
    public string Backup()
    {
        var target = Path.Combine(_root, $"log-{++_folders}");
        Directory.CreateDirectory(target);
        foreach (var file in Directory.GetFiles(_current).Where(static file => Path.GetFileName(file) != "lock"))
        {
            File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
        }

        return target;
    }

    /// <summary>Puts a backup in the place of the log.</summary>
    public async Task RestoreAsync(string backup) => _inner = await OpenAsync(backup);

    public async ValueTask DisposeAsync()
    {
        foreach (var log in _opened)
        {
            await log.DisposeAsync();
        }

        Directory.Delete(_root, recursive: true);
    }

    private async Task<EmbeddedChangeLog> OpenAsync(string folder)
    {
        _current = folder;
        var log = await EmbeddedChangeLog.OpenAsync(new ChangeLogOptions { Path = folder }, RegistryKey.FromBytes(_secret).Check.ToByteArray(), Clock, NullLogger.Instance);
        _opened.Add(log);
        return log;
    }

    private sealed class Source(LogDouble shared, IOptions<ChangeLogOptions> options)
        : LogOpener(options, shared.Clock, NullLoggerFactory.Instance)
    {
        public override bool MayMake => false;

        public override Task<IChangeLog> OpenAsync(RegistryKey key, CancellationToken cancellationToken) => shared.IsDown
            ? throw new StartupException("Log:Redis: down.")
            : Task.FromResult<IChangeLog>(new LogDoor(shared, shared.Inner));
    }
}
