namespace CreditQuery.Benchmarks.GrpcCost;

/// <summary>Counts gRPC messages in pieces of bodies.</summary>
/// <remarks>Pieces of several streams may alternate as long as each holds whole messages or the streams come one after the other.</remarks>
internal sealed class MessageCounter
{
    private readonly byte[] _prefix = new byte[5];
    private int _prefixBytes;
    private int _missing;

    /// <summary>Messages that were seen to their end.</summary>
    public long Count { get; private set; }

    public void Take(ReadOnlySpan<byte> data)
    {
        while (!data.IsEmpty)
        {
            if (_prefixBytes == _prefix.Length)
            {
                var part = Math.Min(_missing, data.Length);
                _missing -= part;
                data = data[part..];
            }
            else
            {
                _prefix[_prefixBytes++] = data[0];
                data = data[1..];
                _missing = _prefixBytes == _prefix.Length ? System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(_prefix.AsSpan(1)) : 1;
            }

            if (_missing == 0)
            {
                _prefixBytes = 0;
                Count++;
            }
        }
    }
}
