using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;

namespace CreditQuery.GrpcHosting.Http2;

/// <summary>Kestrel, and beside it the application for connections whose HTTP/2 is ours.</summary>
internal sealed class Http2Server(IServer kestrel, Http2Connections connections) : IServer
{
    private readonly IServer _kestrel = kestrel;
    private readonly Http2Connections _connections = connections;

    /// <inheritdoc/>
    public IFeatureCollection Features => _kestrel.Features;

    /// <inheritdoc/>
    public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
        where TContext : notnull
    {
        _connections.Application = RequestApplication.Of(application);
        return _kestrel.StartAsync(application, cancellationToken);
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => _kestrel.StopAsync(cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _kestrel.Dispose();
}
