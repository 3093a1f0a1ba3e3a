namespace Grpc.Core;

/// <summary>Carries deadline and cancellation of a call on to the calls made on its behalf.</summary>
public abstract class ContextPropagationToken
{
    private protected ContextPropagationToken()
    {
    }

    /// <summary>Deadline to pass on, UTC; null when none is.</summary>
    internal abstract DateTime? Deadline { get; }

    /// <summary>Cancellation to pass on; none when it is not.</summary>
    internal abstract CancellationToken CancellationToken { get; }
}
