namespace CreditQuery.Rules.Checks;

/// <summary>Ground of a green channel (绿色通道).</summary>
/// <remarks>Source: 000 三(二); 001 二(四)5.</remarks>
public enum ApprovalGround : byte
{
    /// <summary>No green channel.</summary>
    None = 0,

    /// <summary>A model of integrity or other red entry (诚信典型).</summary>
    Model = 1,

    /// <summary>Three years without an adverse record.</summary>
    ThreeCleanYears = 2,
}
