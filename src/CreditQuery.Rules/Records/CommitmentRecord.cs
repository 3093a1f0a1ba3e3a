using System.Runtime.InteropServices;

namespace CreditQuery.Rules.Records;

/// <summary>A commitment (信用承诺).</summary>
/// <remarks>32 bytes. Source: 000 三(一); 001 二(三)4.</remarks>
[StructLayout(LayoutKind.Sequential, Pack = 4, Size = Size)]
public struct CommitmentRecord
{
    /// <summary>Bytes of a commitment.</summary>
    public const int Size = 32;

    /// <summary>Hash of the id.</summary>
    public ulong IdHash;

    /// <summary>Type, a <see cref="Code32"/>.</summary>
    public int Type;

    /// <summary>Due on; 0 none.</summary>
    public int DueOn;

    /// <summary>Day from which it is kept or broken; Never while open.</summary>
    public int EndedOn;

    /// <summary>Offset of the texts in the tail: id, line feed, type, line feed, text hash in hexadecimal.</summary>
    public int TextOffset;

    /// <summary>Bytes of the texts.</summary>
    public ushort TextLength;

    /// <summary>State as recorded.</summary>
    public CommitmentState State;
}
