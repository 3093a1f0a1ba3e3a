using System.Buffers;

namespace CreditQuery.UnitTests.Server.Checks;

/// <summary>Bytes in two pieces, as a transport may have them.</summary>
internal static class Pieces
{
    /// <summary>Cuts the bytes.</summary>
    public static ReadOnlySequence<byte> Of(byte[] bytes, int at)
    {
        var second = new Piece(bytes.AsMemory(at), at, null);
        return new ReadOnlySequence<byte>(new Piece(bytes.AsMemory(0, at), 0, second), 0, second, bytes.Length - at);
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(ReadOnlyMemory<byte> memory, long start, Piece? next)
        {
            Memory = memory;
            RunningIndex = start;
            Next = next;
        }
    }
}
