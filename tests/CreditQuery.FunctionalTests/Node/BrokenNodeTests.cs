using CreditQuery.FunctionalTests.Wire;
using CreditQuery.Index;
using CreditQuery.Protos.V1;
using Grpc.Core;
using Grpc.Health.V1;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CreditQuery.FunctionalTests.Node;

/// <summary>A machine that fails while a set is written: health first, then the process ends; the next start applies the set whole.</summary>
[Collection<AloneCollection>]
public sealed class BrokenNodeTests
{
    private bool _fails;

    [Fact]
    public async Task Apply_WritingFailsHalfWay_EndsTheNodeAndARestartMendsIt()
    {
        using var folder = FailingFolder();
        await using (var node = await StartAsync(folder))
        {
            using var health = node.Health.Watch(new HealthCheckRequest(), NodeHost.Call());
            var stopping = new TaskCompletionSource();
            await using var told = node.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(stopping.SetResult);
            _fails = true;

            var failure = await Assert.ThrowsAsync<RpcException>(() => node.ApplyAsync(Samples.Order()));
            await health.WaitForAsync(HealthCheckResponse.Types.ServingStatus.NotServing);
            await stopping.Task.WaitAsync(NodeHost.Patience, TestContext.Current.CancellationToken);
            await node.StopAsync();

            Assert.Equal("APPLY_STOPPED", Failures.ReasonOf(failure));
            Assert.Equal(1, Environment.ExitCode);
            Environment.ExitCode = 0;
            Assert.DoesNotContain(node.Log.Lines, line => line.Contains("Quarantined", StringComparison.Ordinal));
            Assert.DoesNotContain(node.Log.Lines, line => line.Contains("CheckpointTaken", StringComparison.Ordinal));
        }

        _fails = false;
        await using var again = await NodeHost.StartAsync(folder);
        Assert.Equal(Conclusion.Block, (await again.CheckAsync(Samples.AirCheck())).Conclusion);
    }

    // Nobody writes: what fails is what midnight takes away.
    [Fact]
    public async Task Midnight_WritingFailsHalfWay_EndsTheNodeAtOnce()
    {
        const int DaysOfTexts = 90;
        using var folder = FailingFolder();
        await using var node = await StartAsync(folder);
        var today = DateOnly.FromDateTime(node.Clock.GetUtcNow().ToOffset(TimeSpan.FromHours(8)).Date);
        await node.ApplyAsync([.. Enumerable.Range(-2, 5).Select(day => EndedOn(today.AddDays(day - DaysOfTexts)))]);
        using var health = node.Health.Watch(new HealthCheckRequest(), NodeHost.Call());
        var stopping = new TaskCompletionSource();
        await using var told = node.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(stopping.SetResult);
        _fails = true;

        node.Clock.Pass(TimeSpan.FromDays(1));
        await health.WaitForAsync(HealthCheckResponse.Types.ServingStatus.NotServing);
        await stopping.Task.WaitAsync(NodeHost.Patience, TestContext.Current.CancellationToken);
        await node.StopAsync();

        Assert.Equal(1, Environment.ExitCode);
        Environment.ExitCode = 0;
        Assert.Contains(node.Log.Lines, line => line.Contains("IndexBroken", StringComparison.Ordinal));
    }

    private static Change EndedOn(DateOnly last)
    {
        var order = Samples.Order(id: $"court:{last.DayNumber}");
        order.PutEntry.ValidFrom = order.PutEntry.DecidedOn = $"{last.AddDays(-10):yyyy-MM-dd}";
        (order.PutEntry.ValidTo, order.PutEntry.UntilPerformed, order.PutEntry.CauseText) = ($"{last:yyyy-MM-dd}", false, "text");
        return order;
    }

    private NodeFolder FailingFolder() => new()
    {
        Configure = services => services.Configure<CreditIndexOptions>(options => options.BeforeRecord = () =>
        {
            if (_fails)
            {
                throw new InvalidOperationException("A fault of the machine.");
            }
        }),
    };

    private static async Task<NodeHost> StartAsync(NodeFolder folder)
    {
        var node = await NodeHost.StartAsync(folder);
        node.Log.Expected.UnionWith(["ApplyStopped", "IndexBroken"]);
        return node;
    }
}
