using CreditQuery.FunctionalTests.Deployment;
using CreditQuery.FunctionalTests.Interop;
using CreditQuery.FunctionalTests.Interop.Peers;
using CreditQuery.FunctionalTests.Node;
using CreditQuery.Protos.V1;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace CreditQuery.FunctionalTests.Watch.Client;

/// <summary>The samples in other languages, as a new user runs them: all that stands, what changes, across restarts of the node and of the program.</summary>
public sealed class SampleProgramTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("creditquery-sample-");

    [Theory]
    [InlineData("python")]
    [InlineData("node")]
    [InlineData("go")]
    public async Task Follow_NodeAndProgramRestarted_TellsEveryEvent(string language)
    {
        if (PeerPresence.IsMissing(PeerOf(language)))
        {
            return;
        }

        using var folder = new NodeFolder();
        var clock = new TestClock();
        await using var relay = new SwitchedRelay();
        await using var program = await FirstRunAsync(language, folder, clock, relay);
        await using var again = await NodeHost.StartAsync(folder, own: false, clock);
        relay.PointTo(again);
        await again.ApplyAsync(Samples.Listed("c"));
        await program.SaysAsync("test:c", NodeHost.Patience);
        Assert.Equal(1, CountOf(program, "test:b"));
        Assert.Equal(1, CountOf(program, "test:c"));

        // Nobody tells it that the connection is dead.
        relay.Silence();
        await again.ApplyAsync(Samples.Listed("silent"));
        await program.SaysAsync("test:silent", NodeHost.Patience);
        await program.DisposeAsync();

        await again.ApplyAsync(Samples.Listed("d"));
        await using var restarted = new PeerProcess(CommandOf(language, relay));
        await restarted.SaysAsync("STATUS_EVENT_TYPE_LISTED " + Samples.Unit + " test:d ENTRY_STATE_UNSPECIFIED -> ENTRY_STATE_ACTIVE", NodeHost.Patience);
        Assert.DoesNotContain("snapshot_begin", restarted.Report, StringComparison.Ordinal);
        Assert.DoesNotContain("test:b", restarted.Report, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private async Task<PeerProcess> FirstRunAsync(string language, NodeFolder folder, TestClock clock, SwitchedRelay relay)
    {
        await using var node = await NodeHost.StartAsync(folder, own: false, clock);
        relay.PointTo(node);
        await node.ApplyAsync(Samples.DescribeUnit(), Samples.Listed("a"));
        var program = new PeerProcess(CommandOf(language, relay));
        await program.SaysAsync("snapshot_end", NodeHost.Patience);
        Assert.Contains($"state {Samples.Unit} 1 entries", program.Report, StringComparison.Ordinal);
        await node.ApplyAsync(Samples.Listed("b"));
        await program.SaysAsync("test:b", NodeHost.Patience);
        return program;
    }

    private PeerCommand CommandOf(string language, SwitchedRelay relay)
    {
        var token = Path.Combine(_folder.FullName, "follow.token");
        var node = $"{relay.Address.Host}:{relay.Address.Port}";
        return language switch
        {
            "python" => new PeerCommand("/usr/bin/python3", Tree.PathOf("samples/watch/python/follow.py"), Descriptors(), token, node),
            "node" => new PeerCommand("/usr/bin/node", Tree.PathOf("samples/watch/node/follow.js"), Tree.PathOf("protos"), token, node)
            {
                Environment = new Dictionary<string, string> { ["NODE_PATH"] = Tree.PathOf("tests/interop/node/node_modules") },
            },
            _ => new PeerCommand(Tree.PathOf("artifacts/interop/go-follow"), token, node),
        };
    }

    // What protoc --include_imports --descriptor_set_out writes.
    private string Descriptors()
    {
        var set = new FileDescriptorSet();
        Add(WatchReflection.Descriptor, set);
        var path = Path.Combine(_folder.FullName, "creditquery.binpb");
        File.WriteAllBytes(path, set.ToByteArray());
        return path;
    }

    private static void Add(FileDescriptor file, FileDescriptorSet set)
    {
        foreach (var dependency in file.Dependencies)
        {
            Add(dependency, set);
        }

        if (set.File.All(known => known.Name != file.Name))
        {
            set.File.Add(file.ToProto());
        }
    }

    private static Peer PeerOf(string language) => language switch
    {
        "python" => PeerCatalogue.Get("python"),
        "node" => PeerCatalogue.Get("node"),
        _ => new Peer("go sample", "Go", new PeerCommand(""), new PeerCommand(""), Tree.PathOf("artifacts/interop/go-follow")),
    };

    private static int CountOf(PeerProcess program, string words) => program.Report.Split('\n').Count(line => line.Contains(words, StringComparison.Ordinal));
}
