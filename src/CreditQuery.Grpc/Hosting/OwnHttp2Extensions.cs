using CreditQuery.GrpcHosting.Http2;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace CreditQuery.GrpcHosting;

/// <summary>Puts HTTP/2 connections of our own in the place of Kestrel's; stays the same whichever gRPC stack is built in.</summary>
public static class OwnHttp2Extensions
{
    /// <summary>Lets endpoints serve HTTP/2 by <see cref="UseOwnHttp2"/>. Kestrel keeps sockets, TLS, limits of connections and their end.</summary>
    /// <param name="services">The services, with Kestrel among them already.</param>
    /// <returns>The services.</returns>
    /// <exception cref="InvalidOperationException">No server is registered.</exception>
    /// <remarks>Source: ADR 0024.</remarks>
    public static IServiceCollection AddOwnHttp2(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        var kestrel = services.LastOrDefault(static service => service.ServiceType == typeof(IServer) && !service.IsKeyedService)
            ?? throw new InvalidOperationException("No server is registered; AddOwnHttp2 comes after Kestrel.");
        services.Remove(kestrel);
        services.AddSingleton<Http2Connections>();
        services.AddSingleton<IServer>(provider => new Http2Server(Make(provider, kestrel), provider.GetRequiredService<Http2Connections>()));
        return services;
    }

    /// <summary>Serves HTTP/2 on an endpoint by our own connections, if <see cref="AddOwnHttp2"/> was called. Comes last: after TLS, if there is any.</summary>
    /// <param name="listen">The endpoint. A connection that does not speak HTTP/2 goes on to Kestrel.</param>
    /// <returns>The endpoint.</returns>
    public static ListenOptions UseOwnHttp2(this ListenOptions listen)
    {
        ArgumentNullException.ThrowIfNull(listen);
        var options = listen.KestrelServerOptions;
        if (options.ApplicationServices.GetService<Http2Connections>() is { } connections)
        {
            listen.Use(next => connection => (listen.Protocols & HttpProtocols.Http2) != 0
                ? connections.ServeAsync(connection, options, next)
                : next(connection));
        }

        return listen;
    }

    private static IServer Make(IServiceProvider provider, ServiceDescriptor server) =>
        (IServer)(server.ImplementationInstance
            ?? server.ImplementationFactory?.Invoke(provider)
            ?? ActivatorUtilities.CreateInstance(provider, server.ImplementationType!));
}
