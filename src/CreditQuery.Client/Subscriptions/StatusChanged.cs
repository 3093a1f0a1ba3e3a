using CreditQuery.Protos.V1;

namespace CreditQuery.Client;

/// <summary>A change of status.</summary>
/// <param name="Event">What happened.</param>
public sealed record StatusChanged(StatusEvent Event) : SubscriptionMessage;
