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
}
