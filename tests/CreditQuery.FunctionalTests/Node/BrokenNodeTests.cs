using CreditQuery.Index;
using CreditQuery.Protos.V1;
using Grpc.Core;
using Grpc.Health.V1;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CreditQuery.FunctionalTests.Node;

/// <summary>A machine that fails while a set is written: health first, then the process ends; the next start applies the set whole.</summary>
public sealed class BrokenNodeTests
{
    [Fact]
    public async Task Apply_WritingFailsHalfWay_EndsTheNodeAndARestartMendsIt()
    {
        var fails = false;
        using var folder = new NodeFolder();
        folder.Configure = services => services.Configure<CreditIndexOptions>(options => options.BeforeRecord = () =>
        {
            if (fails)
            {
                throw new InvalidOperationException("A fault of the machine.");
            }
        });
        await using (var node = await NodeHost.StartAsync(folder))
        {
            node.Log.Expected.Add("ApplyStopped");
            node.Log.Expected.Add("IndexBroken");
            using var health = node.Health.Watch(new HealthCheckRequest(), NodeHost.Call());
            var stopping = new TaskCompletionSource();
            await using var told = node.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping.Register(stopping.SetResult);
            fails = true;

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

        fails = false;
        await using var again = await NodeHost.StartAsync(folder);
        Assert.Equal(Conclusion.Block, (await again.CheckAsync(Samples.AirCheck())).Conclusion);
    }
}
