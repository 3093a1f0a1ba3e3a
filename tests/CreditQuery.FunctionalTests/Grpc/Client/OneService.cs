namespace CreditQuery.FunctionalTests.Grpc.Client;

/// <summary>Gives one service: the clock of a test.</summary>
internal sealed class OneService(TimeProvider time) : IServiceProvider
{
    public object? GetService(Type serviceType) => serviceType == typeof(TimeProvider) ? time : null;
}
