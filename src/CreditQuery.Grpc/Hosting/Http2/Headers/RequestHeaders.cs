using System.Collections;
using System.Diagnostics.CodeAnalysis;
using CreditQuery.GrpcHosting.Http2.Hpack;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace CreditQuery.GrpcHosting.Http2;

/// <summary>Headers of a request: the fields as they were decoded, found by a walk over them; a dictionary from the first change on.</summary>
internal sealed class RequestHeaders : IHeaderDictionary
{
    private const int FirstCapacity = 16;
    private const string HostName = "Host";

    private HeaderField[] _fields = new HeaderField[FirstCapacity];
    private HeaderDictionary? _changed;
    private string? _host;
    private int _count;

    /// <inheritdoc/>
    public int Count => All().Count;

    /// <inheritdoc/>
    public bool IsReadOnly => false;

    /// <inheritdoc/>
    public ICollection<string> Keys => All().Keys;

    /// <inheritdoc/>
    public ICollection<StringValues> Values => All().Values;

    /// <inheritdoc/>
    public long? ContentLength
    {
        get => HeaderSyntax.ParseLength(Known(KnownHeader.ContentLength, "content-length"));
        set => All().ContentLength = value;
    }

    /// <inheritdoc/>
    StringValues IHeaderDictionary.ContentType
    {
        get => Known(KnownHeader.ContentType, "content-type");
        set => ((IHeaderDictionary)All()).ContentType = value;
    }

    /// <inheritdoc/>
    StringValues IHeaderDictionary.GrpcTimeout
    {
        get => Known(KnownHeader.GrpcTimeout, "grpc-timeout");
        set => ((IHeaderDictionary)All()).GrpcTimeout = value;
    }

    /// <inheritdoc/>
    StringValues IHeaderDictionary.GrpcEncoding
    {
        get => Known(KnownHeader.GrpcEncoding, "grpc-encoding");
        set => ((IHeaderDictionary)All()).GrpcEncoding = value;
    }

    /// <inheritdoc/>
    StringValues IHeaderDictionary.GrpcAcceptEncoding
    {
        get => Known(KnownHeader.GrpcAcceptEncoding, "grpc-accept-encoding");
        set => ((IHeaderDictionary)All()).GrpcAcceptEncoding = value;
    }

    /// <inheritdoc/>
    StringValues IHeaderDictionary.Host
    {
        get => this[HostName];
        set => ((IHeaderDictionary)All()).Host = value;
    }

    /// <inheritdoc/>
    public StringValues this[string key]
    {
        get => _changed is null ? Find(key) : _changed[key];
        set => All()[key] = value;
    }

    /// <inheritdoc/>
    StringValues IDictionary<string, StringValues>.this[string key]
    {
        get => ((IDictionary<string, StringValues>)All())[key];
        set => All()[key] = value;
    }

    /// <summary>Takes a field that the client sent.</summary>
    public void Take(HeaderField field)
    {
        if (_count == _fields.Length)
        {
            Array.Resize(ref _fields, 2 * _count);
        }

        _fields[_count++] = field;
    }

    /// <summary>Puts :authority in the place of a host header. Source: RFC 9113, 8.3.1.</summary>
    public void SetHost(string authority) => _host = authority;

    /// <summary>Empties it for the next request.</summary>
    public void Reset()
    {
        Array.Clear(_fields, 0, _count);
        _count = 0;
        _host = null;
        _changed = null;
    }

    /// <inheritdoc/>
    public void Add(string key, StringValues value) => All().Add(key, value);

    /// <inheritdoc/>
    public void Add(KeyValuePair<string, StringValues> item) => All().Add(item);

    /// <inheritdoc/>
    public void Clear() => All().Clear();

    /// <inheritdoc/>
    public bool Contains(KeyValuePair<string, StringValues> item) => All().Contains(item);

    /// <inheritdoc/>
    public bool ContainsKey(string key) => this[key].Count > 0;

    /// <inheritdoc/>
    public void CopyTo(KeyValuePair<string, StringValues>[] array, int arrayIndex) => All().CopyTo(array, arrayIndex);

    /// <inheritdoc/>
    public bool Remove(string key) => All().Remove(key);

    /// <inheritdoc/>
    public bool Remove(KeyValuePair<string, StringValues> item) => All().Remove(item);

    /// <inheritdoc/>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out StringValues value)
    {
        value = this[key];
        return value.Count > 0;
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, StringValues>> GetEnumerator() => All().GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private StringValues Known(KnownHeader known, string name)
    {
        if (_changed is not null)
        {
            return _changed[name];
        }

        for (var at = 0; at < _count; at++)
        {
            if (_fields[at].Known == known)
            {
                return Join(at, _fields[at].Name);
            }
        }

        return default;
    }

    private StringValues Find(string key)
    {
        if (_host is not null && string.Equals(key, HostName, StringComparison.OrdinalIgnoreCase))
        {
            return _host;
        }

        for (var at = 0; at < _count; at++)
        {
            if (IsNamed(_fields[at], key))
            {
                return Join(at, key);
            }
        }

        return default;
    }

    /// <summary>The values of all lines of one name, from the first one on; crumbs of a cookie are one value (RFC 9113, 8.2.3).</summary>
    private StringValues Join(int first, string name)
    {
        var values = new StringValues(_fields[first].Value);
        for (var at = first + 1; at < _count; at++)
        {
            if (IsNamed(_fields[at], name))
            {
                values = StringValues.Concat(values, _fields[at].Value);
            }
        }

        return values.Count > 1 && _fields[first].Known == KnownHeader.Cookie ? string.Join("; ", values.ToArray()) : values;
    }

    private static bool IsNamed(HeaderField field, string key) =>
        field.Name.Length == key.Length && string.Equals(field.Name, key, StringComparison.OrdinalIgnoreCase);

    private HeaderDictionary All()
    {
        if (_changed is not null)
        {
            return _changed;
        }

        var all = new HeaderDictionary(_count + 1);
        if (_host is not null)
        {
            all[HostName] = _host;
        }

        for (var at = 0; at < _count; at++)
        {
            if (!all.ContainsKey(_fields[at].Name))
            {
                all[_fields[at].Name] = Find(_fields[at].Name);
            }
        }

        return _changed = all;
    }
}
