using System.Text;
using CreditQuery.Cli;
using CreditQuery.Cli.Commands;
using CreditQuery.Cli.Output;
using CreditQuery.FunctionalTests.Node;
using CreditQuery.Index;
using CreditQuery.Index.Transfer;
using CreditQuery.Rules.Periods;

namespace CreditQuery.FunctionalTests.Replication;

/// <summary><c>creditq snapshot</c> against nodes and folders.</summary>
public sealed class SnapshotCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("creditquery-snapshot-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task ExportAndImport_FromARunningNode_AnotherNodeStartsFromIt()
    {
        using var folders = await PeerFolders.MakeAsync();
        var other = await folders.OtherAsync(trimmedTo: 5);
        var file = Path.Combine(_folder, "one.snapshot");
        await using (var peer = await NodeHost.StartAsync(folders.Peer, PeerFolders.Open))
        {
            await RunAsync(ExitCodes.Ok, "snapshot", "export", file, "--registry", peer.RegistryAddress);
        }

        var verified = await RunAsync(ExitCodes.Ok, "snapshot", "verify", file);
        await RunAsync(ExitCodes.Ok, "snapshot", "import", file, "--index", other.Index, "--key-file", other.Key);
        await RunAsync(ExitCodes.Ok, "snapshot", "import", file, "--index", other.Index, "--key-file", other.Key);

        Assert.Contains("whole", verified, StringComparison.Ordinal);
        await using var node = await NodeHost.StartAsync(other, PeerFolders.Common);
        await folders.AssertEqualToReplayAsync(node);
    }

    [Fact]
    public async Task Export_FromTheFolderOfAStoppedNode_SameBytesAsFromTheRunningOne()
    {
        using var folders = await PeerFolders.MakeAsync();
        var (offline, online) = (Path.Combine(_folder, "offline"), Path.Combine(_folder, "online"));
        await RunAsync(ExitCodes.Ok, "snapshot", "export", offline, "--index", folders.Peer.Index);
        await using (var peer = await NodeHost.StartAsync(folders.Peer, PeerFolders.Open))
        {
            await RunAsync(ExitCodes.Ok, "snapshot", "export", online, "--registry", peer.RegistryAddress);
            Assert.Contains("Stop the node first", await RunAsync(ExitCodes.BadFile, "snapshot", "export", online + "2", "--index", folders.Peer.Index), StringComparison.Ordinal);
        }

        Assert.Equal(await File.ReadAllBytesAsync(offline, TestContext.Current.CancellationToken), await File.ReadAllBytesAsync(online, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Export_PeerBreaksOff_TheSameCommandGoesOn()
    {
        using var folders = await PeerFolders.MakeAsync();
        var file = Path.Combine(_folder, "one");
        await using (var peer = await new PeerStandIn { Folder = _ => folders.Peer.Index, Damage = static (_, bytes) => bytes[0] ^= 1 }.StartAsync())
        {
            await RunAsync(ExitCodes.BadFile, "snapshot", "export", file, "--registry", peer.Address, "--timeout", "300ms");
        }

        await using (var peer = await new PeerStandIn { Folder = _ => folders.Peer.Index, BlocksPerStream = 1 }.StartAsync())
        {
            await RunAsync(ExitCodes.Ok, "snapshot", "export", file, "--registry", peer.Address);
        }

        await RunAsync(ExitCodes.Ok, "snapshot", "verify", file);
        await RunAsync(ExitCodes.BadFile, "snapshot", "export", file, "--index", folders.Peer.Index);
    }

    [Fact]
    public async Task Import_WhatMustNotGoIn_IsRefusedWithItsReason()
    {
        using var folders = await PeerFolders.MakeAsync();
        var (expired, whole) = (Path.Combine(_folder, "expired"), Path.Combine(_folder, "whole"));
        var target = Path.Combine(_folder, "index");
        using (var reader = CheckpointReader.OpenNewest(folders.Peer.Index))
        {
            using var writer = SnapshotFileWriter.Open(expired, CivilDay.Of(TimeProvider.System.GetUtcNow()) - 1);
            writer.Begin(reader.Description);
            var buffer = new byte[CheckpointDescription.MaxBlockBytes];
            for (var block = 1UL; block <= reader.Description.Blocks; block++)
            {
                writer.Write(block, buffer.AsSpan(0, reader.ReadBlock(block, buffer)));
            }

            writer.Complete();
        }

        await RunAsync(ExitCodes.Ok, "snapshot", "export", whole, "--index", folders.Peer.Index);
        var otherKey = Path.Combine(_folder, "other.key");
        RegistryKey.Generate().WriteTo(otherKey);

        await AssertFailsAsync(ExitCodes.Refused, "expired", expired, target, folders.Peer.Key);
        await AssertFailsAsync(ExitCodes.Refused, "another registry key", whole, target, otherKey);
        await AssertFailsAsync(ExitCodes.BadFile, "no key file", whole, target, otherKey + ".none");
        using var older = new NodeFolder();
        await using (await NodeHost.StartAsync(older))
        {
            // A registry of its own, with a checkpoint of its own.
        }

        await AssertFailsAsync(ExitCodes.Refused, "of its own", whole, older.Index, folders.Peer.Key);
        var bytes = await File.ReadAllBytesAsync(whole, TestContext.Current.CancellationToken);
        bytes[^200] ^= 8;
        await File.WriteAllBytesAsync(whole, bytes, TestContext.Current.CancellationToken);
        await AssertFailsAsync(ExitCodes.BadFile, "is damaged", whole, target, folders.Peer.Key);
        Assert.Contains("Block ", await RunAsync(ExitCodes.BadFile, "snapshot", "verify", whole), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(target, "manifest-*"));
    }

    [Fact]
    public async Task Export_OfPersons_HoldsNeitherNumberNorNameNorKey()
    {
        using var folders = await PeerFolders.MakeAsync();
        var file = Path.Combine(_folder, "one");
        await RunAsync(ExitCodes.Ok, "snapshot", "export", file, "--index", folders.Peer.Index);
        using var snapshot = SnapshotFileReader.Open(file);
        var all = new List<byte>(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken));
        var buffer = new byte[CheckpointDescription.MaxBlockBytes];
        for (var bytes = snapshot.ReadBlock(buffer, out var block); block != 0; bytes = snapshot.ReadBlock(buffer, out block))
        {
            all.AddRange(buffer[..bytes]);
        }

        var key = (await File.ReadAllTextAsync(folders.Peer.Key, TestContext.Current.CancellationToken)).Trim();
        var content = all.ToArray();
        foreach (var secret in new[] { Encoding.ASCII.GetBytes(Samples.Person), Encoding.ASCII.GetBytes(key), Convert.FromHexString(key), Convert.FromHexString(key[..32]) })
        {
            Assert.True(content.AsSpan().IndexOf(secret) < 0, "A secret is in the snapshot.");
        }
    }

    private static async Task AssertFailsAsync(int code, string text, string file, string index, string key) =>
        Assert.Contains(text, await RunAsync(code, "snapshot", "import", file, "--index", index, "--key-file", key), StringComparison.Ordinal);

    private static async Task<string> RunAsync(int expected, params string[] args)
    {
        using var output = new StringWriter();
        var terminal = new Terminal(output, output, TextReader.Null, outputIsTerminal: false, errorIsTerminal: false);
        var code = await CliApplication.RunAsync(args, terminal, TestContext.Current.CancellationToken).WaitAsync(NodeHost.Patience, TestContext.Current.CancellationToken);
        Assert.True(code == expected, output.ToString());
        return output.ToString();
    }
}
