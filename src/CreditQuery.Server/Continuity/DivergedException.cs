namespace CreditQuery.Server.Continuity;

/// <summary>The shared log is not, or no longer, the one that this node has applied: nothing is answered any more.</summary>
/// <param name="kind">How it shows.</param>
/// <param name="message">What was found; goes to callers, and names no subject.</param>
/// <param name="inner">The fault behind it.</param>
internal sealed class DivergedException(DivergenceKind kind, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>How it shows.</summary>
    public DivergenceKind Kind { get; } = kind;
}
