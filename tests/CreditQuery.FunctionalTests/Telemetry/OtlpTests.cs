using System.Diagnostics;
using CreditQuery.FunctionalTests.Node;
using CreditQuery.Server.Telemetry;
using Grpc.AspNetCore.Server;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CreditQuery.FunctionalTests.Telemetry;

/// <summary>What an OpenTelemetry collector gets, and that nothing is made without one.</summary>
public sealed class OtlpTests
{
    // Invented: region 999999.
    private const string Number = "999999194501019962";

    [Fact]
    public async Task Export_MetricsAndTraces_ReachTheCollectorWithoutAnythingOfTheCaller()
    {
        await using var collector = await CollectorStandIn.StartAsync();
        await using (var node = await NodeHost.StartAsync(
            ("Telemetry:OtlpEndpoint", collector.Address), ("Telemetry:OtlpProtocol", "http/protobuf"), ("Telemetry:TraceRatio", "1"), ("Telemetry:OtlpInterval", "00:00:01")))
        {
            var headers = new Metadata { { "user-agent", Number }, { "tracestate", "who=" + Number }, { "baggage", "who=" + Number } };
            await node.Checks.CheckSubjectAsync(Samples.AirCheck(Number), NodeHost.Call().WithHeaders(headers));
            await Assert.ThrowsAsync<RpcException>(async () => await node.Checks.CheckSubjectAsync(new() { Scenario = Number }, NodeHost.Call().WithHeaders(headers)));
            await collector.WaitForAsync("/v1/metrics", "creditquery.checks");
            await collector.WaitForAsync("/v1/traces", "creditquery.v1.CreditQueryService/CheckSubject");
        }

        Assert.DoesNotContain(Number, collector.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Trace_OfACaller_IsContinued()
    {
        var trace = ActivityTraceId.CreateRandom();
        var spans = new System.Collections.Concurrent.ConcurrentQueue<Activity>();
        using var listener = Listen(spans, trace);
        await using var node = await NodeHost.StartAsync(("Telemetry:OtlpEndpoint", "http://127.0.0.1:9"), ("Telemetry:TraceRatio", "0.000001"));

        var headers = new Metadata { { "traceparent", $"00-{trace}-00f067aa0ba902b7-01" } };
        await node.Checks.CheckSubjectAsync(Samples.AirCheck(), NodeHost.Call().WithHeaders(headers));
        await Assert.ThrowsAsync<RpcException>(async () => await node.Checks.CheckSubjectAsync(new(), NodeHost.Call().WithHeaders(headers)));
        await node.StopAsync();

        Assert.Equal([0, (int)StatusCode.InvalidArgument], spans.Select(static span => span.GetTagItem("rpc.grpc.status_code")).Cast<int>());
        Assert.All(spans, span => Assert.Equal("00f067aa0ba902b7", span.ParentSpanId.ToString()));
        Assert.All(spans, span => Assert.Equal(["rpc.system", "rpc.service", "rpc.method", "rpc.grpc.status_code"], span.TagObjects.Select(static tag => tag.Key)));
    }

    [Fact]
    public async Task Call_WithoutACollector_MakesNoActivity()
    {
        using var folder = new NodeFolder();
        var seen = new List<Activity?>();
        folder.Configure = services => services.AddSingleton<IStartupFilter>(new Looking(seen));
        await using var node = await NodeHost.StartAsync(folder);

        await node.CheckAsync(Samples.AirCheck());

        Assert.NotEmpty(seen);
        Assert.All(seen, Assert.Null);
        var interceptors = node.Services.GetRequiredService<IOptions<GrpcServiceOptions>>().Value.Interceptors;
        Assert.DoesNotContain(interceptors, registration => registration.Type == typeof(CallTraces));
    }

    [Fact]
    public async Task Stop_CollectorThatIsGone_DoesNotHoldTheNode()
    {
        await using var node = await NodeHost.StartAsync(("Telemetry:OtlpEndpoint", "http://127.0.0.1:9"), ("Telemetry:TraceRatio", "1"));
        await node.CheckAsync(Samples.AirCheck());
        var started = Stopwatch.GetTimestamp();

        await node.StopAsync();

        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    private static ActivityListener Listen(System.Collections.Concurrent.ConcurrentQueue<Activity> spans, ActivityTraceId trace)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == CallTraces.SourceName,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = span =>
            {
                if (span.TraceId == trace)
                {
                    spans.Enqueue(span);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private sealed class Looking(List<Activity?> seen) : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((context, rest) =>
            {
                lock (seen)
                {
                    seen.Add(Activity.Current);
                }

                return rest(context);
            });
            next(app);
        };
    }
}
