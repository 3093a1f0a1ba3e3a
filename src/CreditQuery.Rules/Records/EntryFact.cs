using System.Runtime.InteropServices;

namespace CreditQuery.Rules.Records;

/// <summary>A dated fact about an entry or slot: an objection, a stay, an exemption, a recognition.</summary>
/// <remarks>48 bytes. Several may exist for one entry; a fact that is over stays for as long as answers about past days need it. Source: ADR 0004.</remarks>
[StructLayout(LayoutKind.Sequential, Pack = 4, Size = Size)]
public struct EntryFact
{
    /// <summary>Bytes of a fact.</summary>
    public const int Size = 48;

    /// <summary>Hash of the objection's, order's or exemption's id.</summary>
    public ulong IdHash;

    /// <summary>Exemptions: the consumption items covered.</summary>
    public ulong Items;

    /// <summary>First day.</summary>
    public int From;

    /// <summary>Last day; Never while open.</summary>
    public int To;

    /// <summary>Objections: reply due on; 0 none. Exemptions: day of use; 0 unused. Recognitions: the region.</summary>
    public int Value;

    /// <summary>Offset of the id in the tail.</summary>
    public int TextOffset;

    /// <summary>Bytes of the fact's texts: the id, then for exemptions, each after a line feed, the order number, the work item that used it, and for personal ones the person's key.</summary>
    public ushort TextLength;

    /// <summary>The entry it is about; from EntryCount on, the slot.</summary>
    public ushort Owner;

    /// <summary>Bytes of the id, which stands first in the texts.</summary>
    public byte IdLength;

    /// <summary>Kind.</summary>
    public FactKind Kind;

    /// <summary>Marks.</summary>
    public FactFlags Flags;
}
