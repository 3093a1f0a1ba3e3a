using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace CreditQuery.GrpcHosting.Http2;

/// <summary>Headers or trailers of a response: a short list, searched by reference first. Read-only once they are sent.</summary>
internal sealed class HeaderStore : IHeaderDictionary
{
    private const int FirstCapacity = 8;
    private const string ContentTypeName = "content-type";
    private const string ContentLengthName = "content-length";
    private const string GrpcStatusName = "grpc-status";
    private const string GrpcMessageName = "grpc-message";

    private KeyValuePair<string, StringValues>[] _entries = new KeyValuePair<string, StringValues>[FirstCapacity];

    /// <inheritdoc/>
    public int Count { get; private set; }

    /// <inheritdoc/>
    public bool IsReadOnly { get; set; }

    /// <summary>The entries in the order they came.</summary>
    public ReadOnlySpan<KeyValuePair<string, StringValues>> Entries => _entries.AsSpan(0, Count);

    /// <inheritdoc/>
    public ICollection<string> Keys => [.. _entries.Take(Count).Select(static entry => entry.Key)];

    /// <inheritdoc/>
    public ICollection<StringValues> Values => [.. _entries.Take(Count).Select(static entry => entry.Value)];

    /// <inheritdoc/>
    public long? ContentLength
    {
        get => HeaderSyntax.ParseLength(Get(ContentLengthName));
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value ?? 0);
            Put(ContentLengthName, value is { } length ? HeaderSyntax.FormatLength(length) : default);
        }
    }

    /// <inheritdoc/>
    StringValues IHeaderDictionary.ContentType
    {
        get => Get(ContentTypeName);
        set => SetKnown(ContentTypeName, value);
    }

    /// <inheritdoc/>
    StringValues IHeaderDictionary.GrpcStatus
    {
        get => Get(GrpcStatusName);
        set => SetKnown(GrpcStatusName, value);
    }

    /// <inheritdoc/>
    StringValues IHeaderDictionary.GrpcMessage
    {
        get => Get(GrpcMessageName);
        set => SetKnown(GrpcMessageName, value);
    }

    /// <inheritdoc/>
    public StringValues this[string key]
    {
        get => Get(key);
        set
        {
            ArgumentNullException.ThrowIfNull(key);
            HeaderSyntax.ThrowIfNoName(key);
            SetKnown(key, value);
        }
    }

    /// <inheritdoc/>
    StringValues IDictionary<string, StringValues>.this[string key]
    {
        get => IndexOf(key) is >= 0 and var at ? _entries[at].Value : throw new KeyNotFoundException();
        set => this[key] = value;
    }

    /// <summary>Empties it for the next response.</summary>
    public void Reset()
    {
        IsReadOnly = false;
        Array.Clear(_entries, 0, Count);
        Count = 0;
    }

    /// <summary>Holds what another dictionary holds, and nothing else.</summary>
    public void Take(IHeaderDictionary others)
    {
        if (ReferenceEquals(others, this))
        {
            return;
        }

        Clear();
        foreach (var (name, values) in others)
        {
            this[name] = values;
        }
    }

    /// <inheritdoc/>
    public void Add(string key, StringValues value)
    {
        if (ContainsKey(key))
        {
            throw new ArgumentException($"The header {key} is there already.", nameof(key));
        }

        this[key] = value;
    }

    /// <inheritdoc/>
    public void Add(KeyValuePair<string, StringValues> item) => Add(item.Key, item.Value);

    /// <inheritdoc/>
    public void Clear()
    {
        ThrowIfReadOnly();
        Reset();
    }

    /// <inheritdoc/>
    public bool Contains(KeyValuePair<string, StringValues> item) => TryGetValue(item.Key, out var value) && value == item.Value;

    /// <inheritdoc/>
    public bool ContainsKey(string key) => IndexOf(key) >= 0;

    /// <inheritdoc/>
    public void CopyTo(KeyValuePair<string, StringValues>[] array, int arrayIndex) => Entries.CopyTo(array.AsSpan(arrayIndex));

    /// <inheritdoc/>
    public bool Remove(string key)
    {
        ThrowIfReadOnly();
        var at = IndexOf(key);
        if (at < 0)
        {
            return false;
        }

        Count--;
        Array.Copy(_entries, at + 1, _entries, at, Count - at);
        _entries[Count] = default;
        return true;
    }

    /// <inheritdoc/>
    public bool Remove(KeyValuePair<string, StringValues> item) => Contains(item) && Remove(item.Key);

    /// <inheritdoc/>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out StringValues value)
    {
        var at = IndexOf(key);
        value = at < 0 ? default : _entries[at].Value;
        return at >= 0;
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, StringValues>> GetEnumerator() => _entries.Take(Count).GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private StringValues Get(string key) => IndexOf(key) is >= 0 and var at ? _entries[at].Value : default;

    private void SetKnown(string key, StringValues value)
    {
        ThrowIfReadOnly();
        HeaderSyntax.ThrowIfNoValue(value);
        Put(key, value);
    }

    private void Put(string key, StringValues value)
    {
        ThrowIfReadOnly();
        var at = IndexOf(key);
        if (value.Count == 0)
        {
            Remove(key);
        }
        else if (at >= 0)
        {
            _entries[at] = new(_entries[at].Key, value);
        }
        else
        {
            if (Count == _entries.Length)
            {
                Array.Resize(ref _entries, 2 * Count);
            }

            _entries[Count++] = new(key, value);
        }
    }

    private int IndexOf(string key)
    {
        for (var at = 0; at < Count; at++)
        {
            var name = _entries[at].Key;
            if (ReferenceEquals(name, key) || (name.Length == key.Length && string.Equals(name, key, StringComparison.OrdinalIgnoreCase)))
            {
                return at;
            }
        }

        return -1;
    }

    private void ThrowIfReadOnly()
    {
        if (IsReadOnly)
        {
            throw new InvalidOperationException("Headers are read-only, the response has started.");
        }
    }
}
