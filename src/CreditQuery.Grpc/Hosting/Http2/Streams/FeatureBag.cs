using System.Collections;
using Microsoft.AspNetCore.Http.Features;

namespace CreditQuery.GrpcHosting.Http2;

/// <summary>Features of one request: the object itself is most of them; others are those that somebody has set, or the connection's.</summary>
internal abstract class FeatureBag(ConnectionFeatures connection) : IFeatureCollection
{
    private readonly ConnectionFeatures _connection = connection;
    private readonly List<KeyValuePair<Type, object?>> _set = [];

    /// <inheritdoc/>
    public bool IsReadOnly => false;

    /// <inheritdoc/>
    public int Revision { get; private set; }

    /// <inheritdoc/>
    public object? this[Type key]
    {
        get
        {
            ArgumentNullException.ThrowIfNull(key);
            return TryFindSet(key, out var feature) ? feature : key.IsInstanceOfType(this) ? this : _connection.Find(key);
        }

        set
        {
            ArgumentNullException.ThrowIfNull(key);
            Revision++;
            _set.RemoveAll(one => one.Key == key);
            _set.Add(new(key, value));
        }
    }

    /// <inheritdoc/>
    public TFeature? Get<TFeature>()
    {
        if (_set.Count > 0 && TryFindSet(typeof(TFeature), out var feature))
        {
            return (TFeature?)feature;
        }

        return this is TFeature own ? own : (TFeature?)_connection.Find(typeof(TFeature));
    }

    /// <inheritdoc/>
    public void Set<TFeature>(TFeature? instance) => this[typeof(TFeature)] = instance;

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<Type, object>> GetEnumerator()
    {
        foreach (var (type, feature) in _set)
        {
            if (feature is not null)
            {
                yield return new(type, feature);
            }
        }

        foreach (var type in GetType().GetInterfaces())
        {
            if (type.Name.EndsWith("Feature", StringComparison.Ordinal) && !TryFindSet(type, out _))
            {
                yield return new(type, this);
            }
        }

        foreach (var (type, feature) in _connection.All)
        {
            if (!TryFindSet(type, out _) && !type.IsInstanceOfType(this))
            {
                yield return new(type, feature);
            }
        }
    }

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Forgets what was set, for the next request.</summary>
    protected void ClearSet()
    {
        if (_set.Count > 0)
        {
            _set.Clear();
            Revision++;
        }
    }

    private bool TryFindSet(Type key, out object? feature)
    {
        foreach (var one in _set)
        {
            if (one.Key == key)
            {
                feature = one.Value;
                return true;
            }
        }

        feature = null;
        return false;
    }
}
