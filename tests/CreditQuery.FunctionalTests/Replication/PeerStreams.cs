using Grpc.Core;

namespace CreditQuery.FunctionalTests.Replication;

internal static class PeerStreams
{
    /// <summary>Everything that a stream still brings.</summary>
    public static Task<List<T>> RestAsync<T>(this AsyncServerStreamingCall<T> call) =>
        call.ResponseStream.ReadAllAsync(TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken).AsTask();
}
