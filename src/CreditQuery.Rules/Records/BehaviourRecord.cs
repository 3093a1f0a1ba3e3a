using System.Runtime.InteropServices;

namespace CreditQuery.Rules.Records;

/// <summary>A counted behaviour (F068: more than three times in a year).</summary>
/// <remarks>24 bytes. Source: 004 二12.</remarks>
[StructLayout(LayoutKind.Sequential, Pack = 4, Size = Size)]
public struct BehaviourRecord
{
    /// <summary>Bytes of a behaviour.</summary>
    public const int Size = 24;

    /// <summary>Hash of the document behind it; one document counts once.</summary>
    public ulong DocumentHash;

    /// <summary>Type, a <see cref="Code32"/>.</summary>
    public int Type;

    /// <summary>Day.</summary>
    public int OccurredOn;

    /// <summary>How often.</summary>
    public int Count;
}
