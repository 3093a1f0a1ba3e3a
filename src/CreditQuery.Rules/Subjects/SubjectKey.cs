using System.Runtime.InteropServices;

namespace CreditQuery.Rules.Subjects;

/// <summary>The encrypted, uniformly mixed 16-byte key of a subject: a pseudonym that only the registry's key reverses.</summary>
/// <param name="Low">First eight bytes, little endian; also the hash.</param>
/// <param name="High">Last eight bytes, little endian.</param>
/// <remarks>Source: architecture, chapter 3. Still personal information: pseudonymised, not anonymised.</remarks>
[StructLayout(LayoutKind.Sequential, Pack = 8)]
public readonly record struct SubjectKey(ulong Low, ulong High) : IComparable<SubjectKey>
{
    /// <summary>Bytes of a key.</summary>
    public const int Size = 16;

    /// <summary>Orders by the unsigned bytes, first eight bytes first; the order in which events of one midnight are told.</summary>
    /// <param name="other">The other key.</param>
    /// <returns>Negative, zero or positive.</returns>
    public int CompareTo(SubjectKey other) => Low != other.Low ? Low.CompareTo(other.Low) : High.CompareTo(other.High);
}
