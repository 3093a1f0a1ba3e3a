using System.Collections.Immutable;
using CreditQuery.Log.Events;

namespace CreditQuery.Log.Redis;

/// <summary>Gives every open reader what is pushed, and wakes those that wait.</summary>
/// <remarks>Thread-safe. Pushed events are hints; readers prove each one.</remarks>
internal sealed class RedisFeed
{
    private ImmutableList<RedisLogReader> _readers = [];

    /// <summary>The log is closed: readers end.</summary>
    public bool IsClosed { get; private set; }

    public void Add(RedisLogReader reader) => ImmutableInterlocked.Update(ref _readers, static (readers, added) => readers.Add(added), reader);

    public void Remove(RedisLogReader reader) => ImmutableInterlocked.Update(ref _readers, static (readers, removed) => readers.Remove(removed), reader);

    /// <summary>Takes one message of the channel.</summary>
    public void Push(byte[] raw)
    {
        if (!EventCodec.TryRead(raw, out var fields) || fields.Revision == 0)
        {
            return;
        }

        foreach (var reader in Volatile.Read(ref _readers))
        {
            reader.Push(fields.Revision, raw);
        }
    }

    /// <summary>Lets every reader look at the stream: there is something newer, or the connection is a new one.</summary>
    /// <param name="atOnce">Not waiting for a push that may be on its way.</param>
    public void Wake(bool atOnce)
    {
        foreach (var reader in Volatile.Read(ref _readers))
        {
            reader.Wake(atOnce);
        }
    }

    public void Close()
    {
        IsClosed = true;
        Wake(atOnce: true);
    }
}
