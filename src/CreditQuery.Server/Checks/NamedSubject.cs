using RuleType = CreditQuery.Rules.Subjects.IdentifierType;
using Subject = CreditQuery.Protos.V1.Subject;

namespace CreditQuery.Server.Checks;

/// <summary>A subject as a request names it, whether a message or bytes brought it.</summary>
/// <remarks>Its texts belong to the request: it is not kept beyond the check.</remarks>
internal readonly ref struct NamedSubject
{
    /// <summary>Type of the identifier as stated, a number of the contract or any other.</summary>
    public RuleType Type { get; init; }

    /// <summary>The identifier as written; empty if the request names no subject.</summary>
    public ReadOnlySpan<char> Value { get; init; }

    /// <summary>The name as written; empty if none is stated.</summary>
    public ReadOnlySpan<char> Name { get; init; }

    /// <summary>True if a field is set that only the change log may set.</summary>
    public bool IsSealed { get; init; }

    /// <summary>Reads the message.</summary>
    /// <param name="subject">The message; null for none.</param>
    public static NamedSubject Of(Subject? subject) => subject is null ? default : new()
    {
        Type = (RuleType)subject.Type,
        Value = subject.Value,
        Name = subject.Name,
        IsSealed = !subject.SealedKey.IsEmpty || subject.SealedName != 0,
    };
}
