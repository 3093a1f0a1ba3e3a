using CreditQuery.Protos.V1;

namespace CreditQuery.Client;

/// <summary>The state of a subject, within a snapshot; replaces everything known of it.</summary>
/// <param name="Status">Its state.</param>
public sealed record SubjectStated(SubjectStatus Status) : SubscriptionMessage;
