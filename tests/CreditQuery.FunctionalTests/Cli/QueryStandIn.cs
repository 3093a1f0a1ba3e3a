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

/// <summary>A query service on a real Kestrel that answers as the test says.</summary>
internal sealed class QueryStandIn : CreditQueryService.CreditQueryServiceBase, IAsyncDisposable
{
    private WebApplication? _app;
    private int _calls;

    public Uri Address { get; private set; } = new("http://127.0.0.1");

    /// <summary>Answers one check; may throw.</summary>
    public Func<CheckSubjectRequest, int, CheckSubjectResponse> Answer { get; init; } = static (_, _) => new CheckSubjectResponse();

    public int Calls => _calls;

    public static async Task<QueryStandIn> StartAsync(QueryStandIn query)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.UseGrpcDefaults();
            kestrel.Listen(IPAddress.Loopback, 0);
        });
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(query);
        var app = builder.Build();
        app.MapGrpcService<QueryStandIn>();
        await app.StartAsync(TestContext.Current.CancellationToken);
        query._app = app;
        query.Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        return query;
    }

    public override Task<CheckSubjectResponse> CheckSubject(CheckSubjectRequest request, ServerCallContext context) =>
        Task.FromResult(Answer(request, Interlocked.Increment(ref _calls)));

    public override Task<BatchCheckSubjectsResponse> BatchCheckSubjects(BatchCheckSubjectsRequest request, ServerCallContext context)
    {
        Interlocked.Increment(ref _calls);
        var response = new BatchCheckSubjectsResponse { Freshness = new Freshness { Revision = 9 } };
        foreach (var item in request.Items)
        {
            var answer = Answer(new CheckSubjectRequest { Subject = item.Subject }, 0);
            response.Items.Add(new BatchItemResult { RequestId = item.RequestId, Conclusion = answer.Conclusion, Identity = answer.Identity, Error = answer.Error });
        }

        return Task.FromResult(response);
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }
    }
}
