namespace CreditQuery.Index.Transfer;

/// <summary>A block does not hold what its checksum says, or is not there.</summary>
/// <param name="block">Number of the block, from 1; 0 the head of a snapshot file.</param>
/// <param name="message">Where and what.</param>
/// <param name="inner">The fault behind it.</param>
public sealed class DamagedBlockException(ulong block, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Number of the block, from 1; 0 the head of a snapshot file.</summary>
    public ulong Block { get; } = block;
}
