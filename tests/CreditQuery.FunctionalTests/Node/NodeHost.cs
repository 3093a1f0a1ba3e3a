using CreditQuery.Protos.V1;
using CreditQuery.Server;
using CreditQuery.Server.Hosting;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CreditQuery.FunctionalTests.Node;

/// <summary>A node in this process: real Kestrel on free ports, its own data folder, a clock that the test sets.</summary>
/// <remarks>Disposing stops it and fails on any error that was logged and not expected.</remarks>
internal sealed class NodeHost : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly WebApplication _app;
    private readonly NodeFolder? _ownFolder;
    private readonly GrpcChannel _query;
    private readonly GrpcChannel _registry;
    private bool _stopped;

    private NodeHost(WebApplication app, NodeFolder? ownFolder, TestClock clock, LogRecorder log)
    {
        _app = app;
        _ownFolder = ownFolder;
        Clock = clock;
        Log = log;
        var ports = app.Services.GetRequiredService<BoundPorts>();
        (QueryAddress, RegistryAddress) = (ports.Query, ports.Registry);
        _query = GrpcChannel.ForAddress(ports.Query);
        _registry = GrpcChannel.ForAddress(ports.Registry);
        Checks = new(_query);
        Registry = new(_registry);
        Catalogues = new(_query);
        CatalogueWrites = new(_registry);
        Health = new(_query);
    }

    public TestClock Clock { get; }

    public LogRecorder Log { get; }

    /// <summary>Address of the query port.</summary>
    public string QueryAddress { get; }

    /// <summary>Address of the registry port.</summary>
    public string RegistryAddress { get; }

    public GrpcChannel QueryChannel => _query;

    public GrpcChannel RegistryChannel => _registry;

    public CreditQueryService.CreditQueryServiceClient Checks { get; }

    public RegistryService.RegistryServiceClient Registry { get; }

    public CatalogueService.CatalogueServiceClient Catalogues { get; }

    public CatalogueService.CatalogueServiceClient CatalogueWrites { get; }

    public Health.HealthClient Health { get; }

    public IServiceProvider Services => _app.Services;

    public static Task<NodeHost> StartAsync(params (string Key, string Value)[] settings) => StartAsync(new NodeFolder(), own: true, new TestClock(), settings);

    public static Task<NodeHost> StartAsync(NodeFolder folder, params (string Key, string Value)[] settings) =>
        StartAsync(folder, own: false, new TestClock(), settings);

    public static async Task<NodeHost> StartAsync(NodeFolder folder, bool own, TestClock clock, params (string Key, string Value)[] settings)
    {
        var log = new LogRecorder();
        var app = Build(folder, clock, log, settings);
        await app.StartAsync(TestContext.Current.CancellationToken);
        var host = new NodeHost(app, own ? folder : null, clock, log);
        await host.WaitUntilReadyAsync();
        return host;
    }

    public static WebApplication Build(NodeFolder folder, TestClock clock, LogRecorder log, params (string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateSlimBuilder();
        var values = folder.Settings();
        foreach (var (key, value) in settings)
        {
            values[key] = value;
        }

        builder.Configuration.AddInMemoryCollection(values);
        builder.Services.AddSingleton<TimeProvider>(clock);
        builder.AddCreditQuery();
        folder.Configure?.Invoke(builder.Services);
        builder.Logging.ClearProviders();
        builder.Logging.AddProvider(log);
        builder.Logging.SetMinimumLevel(LogLevel.Trace);
        var app = builder.Build();
        app.MapCreditQuery();
        return app;
    }

    public async Task<ApplyChangesResponse> ApplyAsync(params Change[] changes)
    {
        var request = new ApplyChangesRequest { ChangeId = CreditQuery.Log.ChangeId.New(Clock).ToString(), Author = "test:writer" };
        request.Changes.Add(changes);
        var response = await Registry.ApplyChangesAsync(request, Call());
        Assert.All(response.Outcomes, outcome => Assert.Equal(OutcomeKind.Applied, outcome.Kind));
        return response;
    }

    /// <summary>Waits until the node has applied a revision, by a check that asks for it.</summary>
    public async Task WaitForRevisionAsync(ulong revision)
    {
        var request = Samples.LicenseCheck();
        request.AtLeast = new LogPosition { Epoch = Services.GetRequiredService<Server.Hosting.Node>().Require().Log.Epoch, Revision = revision };
        request.Wait = Google.Protobuf.WellKnownTypes.Duration.FromTimeSpan(TimeSpan.FromSeconds(5));
        var answer = await CheckAsync(request);
        Assert.DoesNotContain(IndeterminateReason.NotYetApplied, answer.IndeterminateReasons);
    }

    public async Task<CheckSubjectResponse> CheckAsync(CheckSubjectRequest request) => await Checks.CheckSubjectAsync(request, Call());

    /// <summary>Options of every call: the test's patience and its cancellation.</summary>
    public static CallOptions Call() =>
        new(deadline: TimeProvider.System.GetUtcNow().UtcDateTime + Patience, cancellationToken: TestContext.Current.CancellationToken);

    public async Task StopAsync()
    {
        if (!_stopped)
        {
            _stopped = true;
            await _app.StopAsync(CancellationToken.None).WaitAsync(Patience);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _query.Dispose();
        _registry.Dispose();
        await StopAsync();
        await _app.DisposeAsync();
        _ownFolder?.Dispose();
        Log.AssertNoErrors();
    }

    private async Task WaitUntilReadyAsync()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        using var watch = Health.Watch(new HealthCheckRequest(), cancellationToken: patience.Token);
        while (await watch.ResponseStream.MoveNext(patience.Token))
        {
            if (watch.ResponseStream.Current.Status == HealthCheckResponse.Types.ServingStatus.Serving)
            {
                return;
            }
        }
    }
}
