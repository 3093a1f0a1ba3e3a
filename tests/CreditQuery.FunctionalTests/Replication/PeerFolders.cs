using CreditQuery.Cli.Sample;
using CreditQuery.FunctionalTests.Node;
using CreditQuery.Index;
using CreditQuery.Index.Transfer;
using CreditQuery.Log;
using CreditQuery.Protos.V1;
using CreditQuery.Rules.Periods;
using CreditQuery.Server.Hosting;
using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using SubjectKey = CreditQuery.Rules.Subjects.SubjectKey;

namespace CreditQuery.FunctionalTests.Replication;

/// <summary>The folder of a node with a checkpoint and a tail behind it, and folders of other nodes with the same log and key.</summary>
/// <remarks>Only a shared log gives several nodes one history; copies of one folder stand for it here.</remarks>
internal sealed class PeerFolders : IDisposable
{
    public const int Subjects = 600;
    private const int SegmentBytes = 64 << 10;

    private readonly List<NodeFolder> _others = [];

    private PeerFolders()
    {
    }

    public NodeFolder Peer { get; } = new();

    /// <summary>Settings of every node here: short segments, so that trimming frees some; a hash table of several blocks.</summary>
    public static (string, string)[] Common { get; } = [("Log:SegmentSizeBytes", $"{SegmentBytes}"), ("Index:HashTableBytes", $"{8 << 20}")];

    /// <summary>Settings of the peer: open to this machine.</summary>
    public static (string, string)[] Open { get; } = [.. Common, ("Replication:AllowLoopbackWithoutTls", "true")];

    public static async Task<PeerFolders> MakeAsync()
    {
        // A stop takes a checkpoint of its own; the tail is to stand behind the newest one.
        var isDiskFull = false;
        var folders = new PeerFolders();
        folders.Peer.Configure = services => services.Configure<CreditIndexOptions>(options => options.BeforeWrite = _ =>
        {
            if (isDiskFull)
            {
                throw new IOException("No space left on device (invented).");
            }
        });
        await using var node = await NodeHost.StartAsync(folders.Peer, Common);
        for (var first = 0; first < Subjects; first += 100)
        {
            await node.ApplyAsync([.. Enumerable.Range(first, 100).Select(n => Samples.DescribeUnit(SampleIdentifiers.Uscc(n)))]);
        }

        await node.ApplyAsync(Samples.Describe(), Samples.Order(), Samples.FullSource(Samples.AllListTypes()));
        await CheckpointAsync(node);
        await node.ApplyAsync(Samples.Order(Samples.OtherPerson, "999999-court:2"));
        await node.ApplyAsync(Samples.DescribeUnit(name: "另一样例单位"));
        isDiskFull = true;
        folders.Peer.Configure = null;
        return folders;
    }

    public static Task CheckpointAsync(NodeHost node) => node.Services.GetRequiredService<Server.Applying.Checkpoints>()
        .TakeAsync(node.Services.GetRequiredService<Server.Hosting.Node>().Require(), TestContext.Current.CancellationToken);

    /// <summary>A node with the same log and key, and no index.</summary>
    /// <param name="trimmedTo">First revision that its log must keep; 1: whole.</param>
    public async Task<NodeFolder> OtherAsync(ulong trimmedTo = 1)
    {
        var other = new NodeFolder();
        _others.Add(other);
        Copy(Peer.Log, other.Log);
        Copy(Path.GetDirectoryName(Peer.Key)!, Path.GetDirectoryName(other.Key)!);
        if (trimmedTo > 1)
        {
            var options = new ChangeLogOptions { Path = other.Log, SegmentSizeBytes = SegmentBytes };
            var key = RegistryKey.FromFile(other.Key)!;
            await using var log = await EmbeddedChangeLog.OpenAsync(options, key.Check.ToByteArray(), TimeProvider.System, NullLogger.Instance, TestContext.Current.CancellationToken);
            log.TruncateBefore(trimmedTo);
            Assert.True(log.OldestRevision > 1, "Nothing was trimmed.");
        }

        return other;
    }

    /// <summary>Everything that the peer has, in another folder.</summary>
    public async Task<NodeFolder> CopyOfPeerAsync()
    {
        var copy = await OtherAsync();
        Copy(Peer.Index, copy.Index);
        Copy(Peer.Journal, copy.Journal);
        return copy;
    }

    /// <summary>Asks for the journal up to the checkpoint of the peer.</summary>
    public JournalRequest JournalRequest()
    {
        var checkpoint = CheckpointDescription.NewestIn(Peer.Index)!;
        return new JournalRequest
        {
            Epoch = checkpoint.Epoch,
            Revision = checkpoint.Revision,
            Chain = ByteString.CopyFrom(Convert.FromHexString(checkpoint.Chain)),
            Day = CivilDay.Of(checkpoint.RecordedAt),
            MostBytes = 1 << 30,
        };
    }

    /// <summary>A node equals one that has applied the whole log from its beginning: state, records, answers.</summary>
    public async Task AssertEqualToReplayAsync(NodeHost node)
    {
        await using var replayed = await NodeHost.StartAsync(await OtherAsync(), Common);
        var (expected, actual) = (PartsOf(replayed).Index, PartsOf(node).Index);
        Assert.Equal(expected.Current.Revision, actual.Current.Revision);
        Assert.Equal(expected.Current.Counts, actual.Current.Counts);
        Assert.Equal(expected.Current.Chain.ToArray(), actual.Current.Chain.ToArray());
        Assert.Equal(RecordsOf(expected), RecordsOf(actual));
        foreach (var request in new[] { Samples.AirCheck(), Samples.AirCheck(Samples.OtherPerson), Samples.LicenseCheck() })
        {
            RestartTests.AssertSame(await replayed.CheckAsync(request), await node.CheckAsync(request));
        }
    }

    public static NodeParts PartsOf(NodeHost node) => node.Services.GetRequiredService<Server.Hosting.Node>().Require();

    public static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories).Where(static file => Path.GetFileName(file) != "lock"))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }

    public void Dispose()
    {
        Peer.Dispose();
        _others.ForEach(static other => other.Dispose());
    }

    private static SortedDictionary<string, string> RecordsOf(CreditIndex index)
    {
        var records = new SortedDictionary<string, string>(StringComparer.Ordinal);
        using var reader = index.RentReader();
        index.Store.Visit((key, _) => records[key.ToString()] = Convert.ToHexString(reader.ReadCopy(key, out SubjectKey _) ?? []));
        return records;
    }
}
