namespace CreditQuery.Rules.Checks;

/// <summary>Why a question cannot be answered at all; becomes INVALID_ARGUMENT.</summary>
/// <param name="Field">Field of the request, as the contract names it, for instance <c>consumption.rail.seat</c>.</param>
/// <param name="Reason">One of <see cref="PlanErrorReasons"/>.</param>
/// <param name="Message">Text for a person; holds no identifier.</param>
public sealed record PlanError(string Field, string Reason, string Message);
