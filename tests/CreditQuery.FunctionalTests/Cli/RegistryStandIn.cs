using System.Collections.Concurrent;
using System.Net;
using CreditQuery.GrpcHosting;
using CreditQuery.Protos.V1;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CreditQuery.FunctionalTests.Cli;

/// <summary>A registry on a real Kestrel that knows blocks by digest and index and applies everything; can break a stream now and then.</summary>
internal sealed class RegistryStandIn : RegistryService.RegistryServiceBase, IAsyncDisposable
{
    private readonly ConcurrentDictionary<(string Digest, ulong Index), uint> _blocks = new();
    private WebApplication? _app;
    private int _streams;

    public Uri Address { get; private set; } = new("http://127.0.0.1");

    /// <summary>The first streams end with UNAVAILABLE after so many blocks each.</summary>
    public int BrokenStreams { get; init; }

    public int BlocksBeforeBreak { get; init; } = 3;

    /// <summary>Refuses every row of which this says yes.</summary>
    public Func<Change, bool> Refuses { get; init; } = static _ => false;

    /// <summary>Missing rows that are told of each block.</summary>
    public uint MissingRowsPerBlock { get; init; }

    public int Streams => _streams;

    public List<ImportHeader> Headers { get; } = [];

    public IEnumerable<ulong> Indexes => _blocks.Keys.Select(k => k.Index).Order();

    public long Changes => _blocks.Values.Sum(c => c);

    public static async Task<RegistryStandIn> StartAsync(RegistryStandIn registry)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.UseGrpcDefaults();
            kestrel.Listen(IPAddress.Loopback, 0);
        });
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(registry);
        var app = builder.Build();
        app.MapGrpcService<RegistryStandIn>();
        await app.StartAsync(TestContext.Current.CancellationToken);
        registry._app = app;
        registry.Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        return registry;
    }

    public override async Task ImportChanges(
        IAsyncStreamReader<ImportChangesRequest> requestStream, IServerStreamWriter<ImportProgress> responseStream, ServerCallContext context)
    {
        var breaks = Interlocked.Increment(ref _streams) <= BrokenStreams;
        var digest = "";
        var blocks = 0;
        await foreach (var message in requestStream.ReadAllAsync(context.CancellationToken))
        {
            if (message.Header is { } header)
            {
                digest = header.FileDigest.ToBase64();
                lock (Headers)
                {
                    Headers.Add(header);
                }

                continue;
            }

            if (breaks && blocks++ == BlocksBeforeBreak)
            {
                throw new RpcException(new Status(StatusCode.Unavailable, "broken on purpose"));
            }

            await responseStream.WriteAsync(Apply(digest, message.Block), context.CancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }
    }

    private ImportProgress Apply(string digest, ImportBlock block)
    {
        var progress = new ImportProgress { BlockIndex = block.Index, Revision = block.Index + 1, MissingRows = MissingRowsPerBlock };
        for (var i = 0; i < block.Changes.Count; i++)
        {
            if (Refuses(block.Changes[i]))
            {
                progress.Refused.Add(new RefusedRow
                {
                    Row = (uint)i,
                    Outcome = new ChangeOutcome { Kind = OutcomeKind.Refused, Reason = RefusalReason.Minor },
                });
            }
        }

        progress.Applied = (uint)(block.Changes.Count - progress.Refused.Count);
        progress.Duplicate = !_blocks.TryAdd((digest, block.Index), (uint)block.Changes.Count);
        return progress;
    }
}
