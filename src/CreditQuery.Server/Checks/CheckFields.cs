using CreditQuery.Rules.Subjects;
using CreditQuery.Server.Checks.Wire;
using CreditQuery.Server.Errors;
using Google.Protobuf.WellKnownTypes;
using RuleType = CreditQuery.Rules.Subjects.IdentifierType;

namespace CreditQuery.Server.Checks;

/// <summary>Form of a check: what can be said without catalogue and record.</summary>
/// <remarks>A fault is a value, not an exception: streams and batches go on after a bad item. Nothing is allocated for a good one.</remarks>
internal static class CheckFields
{
    /// <summary>Most parties of one check.</summary>
    public const int MaxParties = 50;

    /// <summary>Longest wait for a revision.</summary>
    public static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(5);

    private const int MaxScenarios = 256;
    private const int MaxRequestIdLength = 64;
    private const int MaxTextLength = 256;
    private const int MaxIdentifierLength = 128;

    /// <summary>Finds the first fault of what all checks of a batch share.</summary>
    /// <param name="request">The request.</param>
    /// <returns>Null if there is none.</returns>
    public static FieldViolation? FindFault(AskedCheck request)
    {
        if (request.Scenario.Length == 0)
        {
            return Fault("scenario", "Required.");
        }

        var ground = request.Ground;
        if (ground.Purpose > MaxTextLength || ground.OperatorId > MaxTextLength || ground.WorkItemNo > MaxTextLength || ground.ConsentRef > MaxTextLength)
        {
            return Fault("purpose", "purpose, operator_id, work_item_no and consent_ref have at most 256 characters.");
        }

        if (request.MaxStaleness is { } staleness && !IsDuration(staleness))
        {
            return Fault("max_staleness", "Not negative.");
        }

        if (request.Wait is { } wait && (!IsDuration(wait) || wait.ToTimeSpan() > MaxWait))
        {
            return Fault("wait", "0 to 5 seconds.");
        }

        return request.AtLeast is { Epoch.Length: 0 } ? Fault("at_least.epoch", "Required.") : null;
    }

    /// <summary>Finds the first fault of the request's id and the number of its parties.</summary>
    /// <param name="requestIdLength">Length of the caller's own id, in characters of UTF-16.</param>
    /// <param name="parties">Number of parties.</param>
    /// <returns>Null if there is none.</returns>
    public static FieldViolation? FindFault(int requestIdLength, int parties)
    {
        if (requestIdLength > MaxRequestIdLength)
        {
            return Fault("request_id", "At most 64 characters.");
        }

        return parties > MaxParties ? new FieldViolation("parties", ErrorReason.TooLarge, "At most 50.") : null;
    }

    /// <summary>Finds the first fault of a subject's form.</summary>
    /// <param name="subject">The subject.</param>
    /// <returns>Null if there is none; whether the identifier is valid is an answer, not a fault.</returns>
    public static FieldViolation? FindFault(in NamedSubject subject)
    {
        if (subject.Value.Length == 0)
        {
            return Fault("subject.value", "Required.");
        }

        if (subject.IsSealed)
        {
            return new FieldViolation("subject.sealed_key", ErrorReason.SealedField, "Set in the change log only.");
        }

        if (subject.Value.Length > MaxIdentifierLength || subject.Name.Length > MaxTextLength)
        {
            return Fault("subject", "At most 128 characters of identifier and 256 of name.");
        }

        return (uint)subject.Type > (uint)Protos.V1.IdentifierType.Other ? Fault("subject.type", "No such type.") : null;
    }

    /// <summary>Finds the first fault of a question about everything known, its subject aside.</summary>
    /// <param name="request">The request.</param>
    /// <returns>Null if there is none.</returns>
    public static FieldViolation? FindFault(GetSubjectRequest request)
    {
        if (request.Purpose.Length > MaxTextLength || request.OperatorId.Length > MaxTextLength)
        {
            return Fault("purpose", "purpose and operator_id have at most 256 characters.");
        }

        return request.Scenarios.Count > MaxScenarios ? new FieldViolation("scenarios", ErrorReason.TooLarge, "At most 256.") : null;
    }

    /// <summary>Finds what is missing to ask about a natural person.</summary>
    /// <param name="ground">Purpose, operator and case number.</param>
    /// <param name="mustCheck">The scenario is a duty to check.</param>
    /// <returns>Null if nothing is missing.</returns>
    /// <remarks>Source: architecture, chapter 3; api.md.</remarks>
    public static FieldViolation? FindMissingGround(in Ground ground, bool mustCheck)
    {
        if (ground.Purpose == 0)
        {
            return new FieldViolation("purpose", ErrorReason.PurposeRequired, "Required for natural persons.");
        }

        if (ground.OperatorId == 0)
        {
            return new FieldViolation("operator_id", ErrorReason.OperatorRequired, "Required for natural persons.");
        }

        return mustCheck && ground.WorkItemNo == 0
            ? new FieldViolation("work_item_no", ErrorReason.WorkItemRequired, "Required for natural persons where checking is a duty.")
            : null;
    }

    /// <summary>Tells whether a subject is a natural person, or is treated as one.</summary>
    /// <param name="subject">The subject as named.</param>
    /// <param name="readAs">Type under which it was read; unspecified if it was not, or under several.</param>
    public static bool IsPersonal(in NamedSubject subject, RuleType readAs)
    {
        if (readAs != RuleType.Unspecified)
        {
            return IdentifierParser.IsPersonal(readAs);
        }

        var type = subject.Type;
        IdentifierParser.Parse(type, subject.Value, out var parsed);
        for (var i = 0; i < parsed.Count; i++)
        {
            if (IdentifierParser.IsPersonal(parsed[i].Type))
            {
                return true;
            }
        }

        return parsed.Count == 0 && type != RuleType.Unspecified && IdentifierParser.IsPersonal(type);
    }

    internal static bool IsDuration(Duration value) => value is { Seconds: >= 0 and <= 315_576_000_000, Nanos: >= 0 and < 1_000_000_000 };

    private static FieldViolation Fault(string field, string text) => new(field, ErrorReason.InvalidField, text);
}
