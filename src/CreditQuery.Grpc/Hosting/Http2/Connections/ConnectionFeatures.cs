using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace CreditQuery.GrpcHosting.Http2;

/// <summary>What the requests of a connection may ask of it. Answers are kept: a feature of a connection is looked for once, not with every call.</summary>
internal sealed class ConnectionFeatures
{
    private readonly IFeatureCollection _features;
    private Found? _found;

    public ConnectionFeatures(ConnectionContext connection)
    {
        _features = connection.Features;
        Id = connection.ConnectionId;
        Remote = connection.RemoteEndPoint as IPEndPoint;
        Local = connection.LocalEndPoint as IPEndPoint;
    }

    public string Id { get; }

    /// <summary>null: not an IP address, a Unix socket for example.</summary>
    public IPEndPoint? Remote { get; }

    /// <summary>null: not an IP address, a Unix socket for example.</summary>
    public IPEndPoint? Local { get; }

    /// <summary>All that the connection has.</summary>
    public IEnumerable<KeyValuePair<Type, object>> All => _features;

    /// <summary>A feature; null: the connection has none of the type.</summary>
    public object? Find(Type type)
    {
        // A list that only grows at its head: readers need no lock, and two that look for the same at once do no harm.
        var revision = _features.Revision;
        for (var one = Volatile.Read(ref _found); one is not null && one.Revision == revision; one = one.Next)
        {
            if (one.Type == type)
            {
                return one.Feature;
            }
        }

        return Look(type, revision);
    }

    private object? Look(Type type, int revision)
    {
        var feature = _features[type];
        var next = Volatile.Read(ref _found);
        Volatile.Write(ref _found, new Found(type, feature, revision, next?.Revision == revision ? next : null));
        return feature;
    }

    private sealed record Found(Type Type, object? Feature, int Revision, Found? Next);
}
