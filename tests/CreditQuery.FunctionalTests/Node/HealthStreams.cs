using Grpc.Core;
using Grpc.Health.V1;

namespace CreditQuery.FunctionalTests.Node;

/// <summary>Waits for a state of health.</summary>
internal static class HealthStreams
{
    public static async Task WaitForAsync(this AsyncServerStreamingCall<HealthCheckResponse> watch, HealthCheckResponse.Types.ServingStatus wanted)
    {
        do
        {
            Assert.True(await watch.ResponseStream.MoveNext(TestContext.Current.CancellationToken).WaitAsync(NodeHost.Patience, TestContext.Current.CancellationToken));
        }
        while (watch.ResponseStream.Current.Status != wanted);
    }

    /// <summary>Waits until a node serves.</summary>
    public static async Task ServingAsync(this NodeHost node)
    {
        using var watch = node.Health.Watch(new HealthCheckRequest(), NodeHost.Call());
        await watch.WaitForAsync(HealthCheckResponse.Types.ServingStatus.Serving);
    }

    /// <summary>Waits until a node has loaded again, because its log was another one, and serves.</summary>
    public static async Task LoadedAgainAsync(this NodeHost node, int times = 1)
    {
        await node.Log.SeenAsync("LoadedAgain", times);
        await node.ServingAsync();
    }
}
