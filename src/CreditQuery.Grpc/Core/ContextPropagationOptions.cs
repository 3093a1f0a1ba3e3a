namespace Grpc.Core;

/// <summary>What a propagation token carries on to child calls.</summary>
public class ContextPropagationOptions
{
    /// <summary>Deadline and cancellation.</summary>
    public static readonly ContextPropagationOptions Default = new();

    /// <summary>Makes options.</summary>
    public ContextPropagationOptions(bool propagateDeadline = true, bool propagateCancellation = true)
    {
        IsPropagateDeadline = propagateDeadline;
        IsPropagateCancellation = propagateCancellation;
    }

    /// <summary>Whether the deadline of the parent bounds the child.</summary>
    public bool IsPropagateDeadline { get; }

    /// <summary>Whether cancelling the parent cancels the child.</summary>
    public bool IsPropagateCancellation { get; }
}
