using System.Runtime.InteropServices;
using CreditQuery.Rules.Subjects;

namespace CreditQuery.Rules.Records;

/// <summary>A link between two subjects, kept at both ends.</summary>
/// <remarks>40 bytes. Source: 003 七(一) for successors.</remarks>
[StructLayout(LayoutKind.Sequential, Pack = 4, Size = Size)]
public struct LinkRecord
{
    /// <summary>Bytes of a link.</summary>
    public const int Size = 40;

    /// <summary>The other end.</summary>
    public SubjectKey Other;

    /// <summary>First day; 0 always.</summary>
    public int From;

    /// <summary>Last day; Never still.</summary>
    public int To;

    /// <summary>Offset of the decision reference in the tail.</summary>
    public int TextOffset;

    /// <summary>Bytes of the decision reference.</summary>
    public ushort TextLength;

    /// <summary>What the link says.</summary>
    public LinkKind Kind;

    /// <summary>Role, for persons and units.</summary>
    public Role Role;
}
