namespace CreditQuery.FunctionalTests.Deployment;

/// <summary>HAProxy before two nodes, all of them usable.</summary>
internal sealed class BalancedPair : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> _started = [];

    private BalancedPair(LocalCertificates certificates) => Certificates = certificates;

    public LocalCertificates Certificates { get; }

    public BalancedNode A { get; private set; } = null!;

    public BalancedNode B { get; private set; } = null!;

    public Balancer Balancer { get; private set; } = null!;

    public static async Task<BalancedPair> StartAsync()
    {
        var pair = new BalancedPair(await LocalCertificates.MakeAsync());
        try
        {
            await pair.StartPartsAsync();
            return pair;
        }
        catch
        {
            await pair.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var part in Enumerable.Reverse(_started))
        {
            await part.DisposeAsync();
        }

        Certificates.Dispose();
    }

    private async Task StartPartsAsync()
    {
        _started.Add(A = await BalancedNode.StartAsync(Certificates, "node-a"));
        _started.Add(B = await BalancedNode.StartAsync(Certificates, "node-b"));
        _started.Add(Balancer = Balancer.Start(Certificates, A, B));
        foreach (var proxy in new[] { "fresh", "serving", "writing" })
        {
            await Balancer.WaitForAsync(proxy, "a", isUp: true);
            await Balancer.WaitForAsync(proxy, "b", isUp: true);
        }
    }
}
