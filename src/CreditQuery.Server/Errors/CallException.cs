namespace CreditQuery.Server.Errors;

/// <summary>A call that fails with a reason of the closed list; the interceptor makes the status of it.</summary>
/// <remarks>The message reaches the caller: it never holds an identifier, a name or a value of the request.</remarks>
internal sealed class CallException : Exception
{
    /// <summary>Fails for a reason that is no single field's.</summary>
    /// <param name="reason">The reason.</param>
    /// <param name="message">What is wrong, for a person.</param>
    /// <param name="inner">The fault behind it, for the log only.</param>
    public CallException(ErrorReason reason, string message, Exception? inner = null)
        : base(message, inner)
    {
        Reason = reason;
        Violations = [];
    }

    /// <summary>Fails because of fields of the request.</summary>
    /// <param name="violations">At least one; the first gives the reason.</param>
    public CallException(IReadOnlyList<FieldViolation> violations)
        : base($"{violations[0].Path}: {violations[0].Text}")
    {
        Reason = violations[0].Reason;
        Violations = violations;
    }

    /// <summary>The reason.</summary>
    public ErrorReason Reason { get; }

    /// <summary>The fields at fault; empty if none.</summary>
    public IReadOnlyList<FieldViolation> Violations { get; }

    /// <summary>When to try again; null if trying again does not help or no time can be said.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Fails because of one field.</summary>
    /// <param name="path">Path in the request.</param>
    /// <param name="reason">The reason.</param>
    /// <param name="text">What is wrong.</param>
    public static CallException OfField(string path, ErrorReason reason, string text) => new([new FieldViolation(path, reason, text)]);
}
