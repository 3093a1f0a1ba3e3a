using System.Collections;
using System.Diagnostics;
using System.Text;
using Grpc.Wire;

namespace Grpc.Core;

/// <summary>Ordered list of names and values sent before (headers) or after (trailers) the messages of a call.</summary>
/// <remarks>Not thread-safe. Names are lower case; names ending in "-bin" carry bytes.</remarks>
[DebuggerDisplay("Count = {Count}")]
public sealed class Metadata : IList<Metadata.Entry>
{
    /// <summary>Ending of the names whose values are bytes.</summary>
    public const string BinaryHeaderSuffix = "-bin";

    /// <summary>An empty, read-only list.</summary>
    public static readonly Metadata Empty = new() { IsReadOnly = true };

    /// <summary>Entry that asks this side to compress what it sends in this call; never sent itself.</summary>
    internal const string CompressionRequestAlgorithmMetadataKey = "grpc-internal-encoding-request";

    private readonly List<Entry> _entries;

    /// <summary>Makes an empty list.</summary>
    public Metadata() => _entries = [];

    /// <summary>How many entries there are.</summary>
    public int Count => _entries.Count;

    /// <summary>True when nothing can be added or removed.</summary>
    public bool IsReadOnly { get; private init; }

    /// <inheritdoc/>
    public Entry this[int index]
    {
        get => _entries[index];
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            ThrowIfReadOnly();
            _entries[index] = value;
        }
    }

    /// <summary>Last entry of this name.</summary>
    /// <returns>Null when there is none.</returns>
    public Entry? Get(string key)
    {
        for (var i = _entries.Count - 1; i >= 0; i--)
        {
            if (string.Equals(_entries[i].Key, key, StringComparison.OrdinalIgnoreCase))
            {
                return _entries[i];
            }
        }

        return null;
    }

    /// <summary>Text of the last entry of this name.</summary>
    /// <returns>Null when there is none.</returns>
    public string? GetValue(string key) => Get(key)?.Value;

    /// <summary>Bytes of the last entry of this name.</summary>
    /// <returns>Null when there is none.</returns>
    public byte[]? GetValueBytes(string key) => Get(key)?.ValueBytes;

    /// <summary>All entries of this name, in order.</summary>
    public IEnumerable<Entry> GetAll(string key)
    {
        for (var i = 0; i < _entries.Count; i++)
        {
            if (string.Equals(_entries[i].Key, key, StringComparison.OrdinalIgnoreCase))
            {
                yield return _entries[i];
            }
        }
    }

    /// <summary>Adds a text entry.</summary>
    /// <exception cref="ArgumentException">The name is not valid, or ends in "-bin".</exception>
    public void Add(string key, string value) => Add(new Entry(key, value));

    /// <summary>Adds an entry of bytes.</summary>
    /// <exception cref="ArgumentException">The name is not valid, or does not end in "-bin".</exception>
    public void Add(string key, byte[] valueBytes) => Add(new Entry(key, valueBytes));

    /// <inheritdoc/>
    public void Add(Entry item)
    {
        ArgumentNullException.ThrowIfNull(item);
        ThrowIfReadOnly();
        _entries.Add(item);
    }

    /// <inheritdoc/>
    public int IndexOf(Entry item) => _entries.IndexOf(item);

    /// <inheritdoc/>
    public void Insert(int index, Entry item)
    {
        ArgumentNullException.ThrowIfNull(item);
        ThrowIfReadOnly();
        _entries.Insert(index, item);
    }

    /// <inheritdoc/>
    public void RemoveAt(int index)
    {
        ThrowIfReadOnly();
        _entries.RemoveAt(index);
    }

    /// <inheritdoc/>
    public void Clear()
    {
        ThrowIfReadOnly();
        _entries.Clear();
    }

    /// <inheritdoc/>
    public bool Contains(Entry item) => _entries.Contains(item);

    /// <inheritdoc/>
    public void CopyTo(Entry[] array, int arrayIndex) => _entries.CopyTo(array, arrayIndex);

    /// <inheritdoc/>
    public bool Remove(Entry item)
    {
        ThrowIfReadOnly();
        return _entries.Remove(item);
    }

    /// <inheritdoc/>
    public IEnumerator<Entry> GetEnumerator() => _entries.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _entries.GetEnumerator();

    private void ThrowIfReadOnly()
    {
        if (IsReadOnly)
        {
            throw new InvalidOperationException("Object is read only");
        }
    }

    /// <summary>One name and its value: text, or bytes when the name ends in "-bin".</summary>
    [DebuggerDisplay("{ToString(),nq}")]
    public class Entry
    {
        private readonly string? _value;
        private readonly byte[]? _bytes;

        /// <summary>Makes an entry of bytes; they are copied.</summary>
        /// <exception cref="ArgumentException">The name is not valid, or does not end in "-bin".</exception>
        public Entry(string key, byte[] valueBytes)
        {
            Key = MetadataNames.Normalize(key);
            if (!IsBinary)
            {
                throw new ArgumentException(
                    $"Key for binary valued metadata entry needs to have suffix indicating binary value: {Key}");
            }

            ArgumentNullException.ThrowIfNull(valueBytes);
            _bytes = [.. valueBytes];
        }

        /// <summary>Makes a text entry.</summary>
        /// <exception cref="ArgumentException">The name is not valid, or ends in "-bin".</exception>
        public Entry(string key, string value)
        {
            Key = MetadataNames.Normalize(key);
            if (IsBinary)
            {
                throw new ArgumentException(
                    $"Key for ASCII valued metadata entry cannot have suffix indicating binary value: {Key}");
            }

            ArgumentNullException.ThrowIfNull(value);
            _value = value;
        }

        /// <summary>Makes an entry from the wire, where names are checked already and arrays are not shared.</summary>
        internal Entry(string key, string? value, byte[]? bytes)
        {
            Key = key;
            _value = value;
            _bytes = bytes;
        }

        /// <summary>The name, lower case.</summary>
        public string Key { get; }

        /// <summary>A copy of the bytes; of a text entry its ASCII bytes.</summary>
        public byte[] ValueBytes => _bytes is null ? Encoding.ASCII.GetBytes(_value!) : [.. _bytes];

        /// <summary>The text.</summary>
        /// <exception cref="InvalidOperationException">The entry is binary.</exception>
        public string Value => _value ?? throw new InvalidOperationException("Cannot access string value of a binary metadata entry");

        /// <summary>True when the value is bytes.</summary>
        public bool IsBinary => Key.EndsWith(BinaryHeaderSuffix, StringComparison.Ordinal);

        /// <summary>The bytes themselves, not a copy: for writing to the wire.</summary>
        internal ReadOnlySpan<byte> BinaryValue => _bytes;

        /// <inheritdoc/>
        public override string ToString() => IsBinary
            ? $"[Entry: key={Key}, valueBytes={Convert.ToHexString(_bytes!)}]"
            : $"[Entry: key={Key}, value={_value}]";
    }
}
