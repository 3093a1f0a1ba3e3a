namespace CreditQuery.Log.Redis;

/// <summary>One append that waits for its turn or for Redis; its task is what the caller awaits.</summary>
internal sealed class RedisAppend(ReadOnlyMemory<byte> payload, ChangeId changeId, string author, long deadline, CancellationToken token)
    : TaskCompletionSource<AppendReceipt>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    // The client library takes whole arrays.
    private readonly byte[] _payload =
        System.Runtime.InteropServices.MemoryMarshal.TryGetArray(payload, out var segment) && segment.Offset == 0 && segment.Count == segment.Array!.Length
            ? segment.Array
            : payload.ToArray();

    public ChangeId ChangeId => changeId;

    public byte[] IdBytes { get; } = Bytes(changeId);

    public string Author => author;

    public byte[] PayloadBytes => _payload;

    /// <summary>Timestamp after which it is tried no more.</summary>
    public long Deadline => deadline;

    public CancellationToken Token => token;

    /// <summary>It was sent at least once: from now on it may have happened.</summary>
    public bool WasSent { get; set; }

    /// <summary>What went wrong last; null if nothing did.</summary>
    public Exception? LastFault { get; set; }

    /// <summary>What it takes of the bytes that may wait.</summary>
    public int SizeBytes => Events.EventCodec.OverheadBytes + author.Length + payload.Length;

    private static byte[] Bytes(ChangeId id)
    {
        var bytes = new byte[ChangeId.SizeBytes];
        id.WriteTo(bytes);
        return bytes;
    }
}
