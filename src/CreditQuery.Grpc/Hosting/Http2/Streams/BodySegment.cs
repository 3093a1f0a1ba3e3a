using System.Buffers;

namespace CreditQuery.GrpcHosting.Http2;

/// <summary>A piece of a request body. Its memory is its whole array until another piece follows, then what was filled of it.</summary>
internal sealed class BodySegment : ReadOnlySequenceSegment<byte>
{
    public BodySegment(byte[] bytes)
    {
        Bytes = bytes;
        Memory = bytes;
    }

    public byte[] Bytes { get; }

    /// <summary>How far it is filled.</summary>
    public int End { get; set; }

    public BodySegment? NextSegment => (BodySegment?)Next;

    /// <summary>Puts another piece behind this one.</summary>
    public void Append(BodySegment next)
    {
        Memory = Bytes.AsMemory(0, End);
        next.RunningIndex = RunningIndex + End;
        Next = next;
    }

    /// <summary>Makes it an only, empty piece again.</summary>
    public void Clear()
    {
        Memory = Bytes;
        RunningIndex = 0;
        Next = null;
        End = 0;
    }
}
