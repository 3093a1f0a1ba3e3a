namespace CreditQuery.Log.Embedded;

/// <summary>Frames of events that are about to be written.</summary>
/// <param name="seed">Seed of the log's checksums.</param>
internal sealed class FrameBuffer(uint seed)
{
    private byte[] _bytes = new byte[64 << 10];

    /// <summary>Seed of the checksums.</summary>
    public uint Seed { get; } = seed;

    /// <summary>Bytes of the frames.</summary>
    public int Used { get; private set; }

    /// <summary>The frames, until the next one is added.</summary>
    public ReadOnlySpan<byte> Frames => _bytes.AsSpan(0, Used);

    /// <summary>Adds the frame of an event that claims nothing to be durable: an end that cannot be read is a write that was not finished.</summary>
    /// <param name="raw">A serialized ChangeEvent.</param>
    public void Add(ReadOnlySpan<byte> raw)
    {
        var length = Frame.HeaderBytes + raw.Length;
        if (_bytes.Length - Used < length)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Used + length));
        }

        var frame = _bytes.AsSpan(Used, length);
        raw.CopyTo(frame[Frame.HeaderBytes..]);
        Frame.Complete(frame, durableRevision: 0, Seed);
        Used += length;
    }

    /// <summary>Forgets the frames.</summary>
    public void Clear() => Used = 0;
}
