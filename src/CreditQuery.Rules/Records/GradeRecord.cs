using System.Runtime.InteropServices;

namespace CreditQuery.Rules.Records;

/// <summary>A grade of a scheme (等级), or a third-party rating.</summary>
/// <remarks>24 bytes.</remarks>
[StructLayout(LayoutKind.Sequential, Pack = 4, Size = Size)]
public struct GradeRecord
{
    /// <summary>Bytes of a grade.</summary>
    public const int Size = 24;

    /// <summary>Scheme, a <see cref="Code32"/>; ratings: hash of agency and scale.</summary>
    public int Scheme;

    /// <summary>Value in the scheme, a <see cref="Code32"/>.</summary>
    public int Value;

    /// <summary>Day of grading.</summary>
    public int GradedOn;

    /// <summary>Last day; Never if none.</summary>
    public int ValidTo;

    /// <summary>Offset of the texts in the tail: scheme, line feed, value, line feed, issuer.</summary>
    public int TextOffset;

    /// <summary>Bytes of the texts.</summary>
    public ushort TextLength;

    /// <summary>1 for a third-party rating, which is reference only; 0 for a grade.</summary>
    public byte IsRating;
}
