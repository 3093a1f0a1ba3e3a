namespace CreditQuery.Log.Embedded;

/// <summary>One append that waits for its turn or for the disk; its task is what the caller awaits.</summary>
internal sealed class PendingAppend(ReadOnlyMemory<byte> payload, ChangeId changeId, byte[] author, CancellationToken token)
    : TaskCompletionSource<AppendReceipt>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public ReadOnlyMemory<byte> Payload => payload;

    public ChangeId ChangeId => changeId;

    public byte[] Author => author;

    public CancellationToken Token => token;

    /// <summary>What it becomes once it is durable; set when it is given its revision.</summary>
    public AppendReceipt Receipt { get; set; }

    /// <summary>Upper bound of its frame in bytes.</summary>
    public int MaxFrameBytes => Frame.HeaderBytes + Events.EventCodec.OverheadBytes + author.Length + payload.Length;
}
