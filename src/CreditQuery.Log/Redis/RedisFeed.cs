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

    /// <summary>Takes one message of the channel: a chain value and the event that has it. Anything else is dropped.</summary>
    public void Push(byte[] message)
    {
        if (message.Length <= ChainValue.SizeBytes)
        {
            return;
        }

        var raw = message[ChainValue.SizeBytes..];
        if (!EventCodec.TryRead(raw, out var fields) || fields.Format != EventCodec.Format || ChainOf(fields) != ChainValue.FromBytes(message.AsSpan(0, ChainValue.SizeBytes)))
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

    // A reader finds out at the next event alone that a pushed one was not what the log holds: nothing damaged may come so far.
    private static ChainValue ChainOf(in EventFields fields)
    {
        using var hash = new ChainHash();
        return hash.Next(
            ChainValue.FromBytes(fields.PreviousChain), fields.Revision, fields.RecordedAtMs, ChangeId.FromBytes(fields.ChangeId), fields.Payload);
    }
}
