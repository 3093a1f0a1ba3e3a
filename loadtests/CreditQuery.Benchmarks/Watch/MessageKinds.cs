using System.Buffers.Binary;

namespace CreditQuery.Benchmarks.Watch;

/// <summary>Reads of each gRPC message its first byte: the field that is set in a response of a subscription.</summary>
/// <param name="onMessage">Gets the number of the field.</param>
internal sealed class MessageKinds(Action<int> onMessage)
{
    private const int PrefixBytes = 5;
    private const int HeadBytes = PrefixBytes + 1;

    private readonly byte[] _head = new byte[HeadBytes];
    private int _headBytes;
    private int _missing;

    public void Take(ReadOnlySpan<byte> data)
    {
        while (!data.IsEmpty)
        {
            if (_missing > 0)
            {
                var part = Math.Min(_missing, data.Length);
                _missing -= part;
                data = data[part..];
                continue;
            }

            _head[_headBytes++] = data[0];
            data = data[1..];
            if (_headBytes == HeadBytes)
            {
                _headBytes = 0;
                _missing = BinaryPrimitives.ReadInt32BigEndian(_head.AsSpan(1)) - 1;
                onMessage(_head[PrefixBytes] >> 3);
            }
        }
    }
}
