using System.Net;
using CreditQuery.GrpcHosting;
using CreditQuery.Index.Checkpoints;
using CreditQuery.Index.Transfer;
using CreditQuery.Protos.V1;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CreditQuery.FunctionalTests.Replication;

/// <summary>A peer on a real Kestrel that serves the checkpoint of an index folder as badly as a test wants.</summary>
internal sealed class PeerStandIn : ReplicationService.ReplicationServiceBase, IAsyncDisposable
{
    private WebApplication? _app;

    /// <summary>Folder of the index whose checkpoint stream number n (from 0) serves.</summary>
    public required Func<int, string> Folder { get; init; }

    /// <summary>Each stream breaks after so many blocks.</summary>
    public int BlocksPerStream { get; init; } = int.MaxValue;

    /// <summary>Changes the bytes of a block of stream number n after their checksum was made.</summary>
    public Action<int, byte[]>? Damage { get; init; }

    /// <summary>Changes what the manifest says.</summary>
    public Func<CheckpointManifest, CheckpointManifest>? Pretend { get; init; }

    /// <summary>Message number m of journal stream number n, both from 0; null ends it. Without it the call is not known, as to an earlier version.</summary>
    public Func<int, int, JournalResponse?>? Journals { get; init; }

    public List<SnapshotRequest> Requests { get; } = [];

    public List<JournalRequest> JournalRequests { get; } = [];

    public string Address { get; private set; } = "";

    public async Task<PeerStandIn> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static kestrel =>
        {
            kestrel.UseGrpcDefaults();
            kestrel.Listen(IPAddress.Loopback, 0);
        });
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(this);
        _app = builder.Build();
        _app.MapGrpcService<PeerStandIn>();
        await _app.StartAsync(TestContext.Current.CancellationToken);
        Address = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return this;
    }

    public override async Task Snapshot(SnapshotRequest request, IServerStreamWriter<SnapshotResponse> responseStream, ServerCallContext context)
    {
        var number = Requests.Count;
        Requests.Add(request);
        using var reader = CheckpointReader.OpenNewest(Folder(number));
        if (request.CheckpointId.Length > 0 && request.CheckpointId != reader.Description.CheckpointId)
        {
            throw new RpcException(new Status(StatusCode.NotFound, "gone on purpose"));
        }

        var manifest = Pretend?.Invoke(reader.Description.Manifest) ?? reader.Description.Manifest;
        var message = new SnapshotManifest { Format = (uint)manifest.Format, Content = ByteString.CopyFrom(manifest.Write()) };
        await responseStream.WriteAsync(new SnapshotResponse { Manifest = message }, context.CancellationToken);
        var buffer = new byte[CheckpointDescription.MaxBlockBytes];
        for (var block = request.AfterBlock + 1; block <= reader.Description.Blocks; block++)
        {
            if (block > request.AfterBlock + (ulong)BlocksPerStream)
            {
                throw new RpcException(new Status(StatusCode.Unavailable, "broken on purpose"));
            }

            var bytes = buffer[..reader.ReadBlock(block, buffer)];
            var sum = Crc32C.Of(bytes);
            Damage?.Invoke(number, bytes);
            var next = new SnapshotBlock { Index = block, Records = ByteString.CopyFrom(bytes), Checksum = sum };
            await responseStream.WriteAsync(new SnapshotResponse { Block = next }, context.CancellationToken);
        }
    }

    public override async Task Journal(JournalRequest request, IServerStreamWriter<JournalResponse> responseStream, ServerCallContext context)
    {
        if (Journals is null)
        {
            await base.Journal(request, responseStream, context);
            return;
        }

        var number = JournalRequests.Count;
        JournalRequests.Add(request);
        for (var sent = 0; Journals(number, sent) is { } message; sent++)
        {
            await responseStream.WriteAsync(message, context.CancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }
    }
}
