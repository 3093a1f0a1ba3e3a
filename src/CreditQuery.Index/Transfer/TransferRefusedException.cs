namespace CreditQuery.Index.Transfer;

/// <summary>What is offered is not taken: of another log or key, of a later format, too large for this node, expired. Trying again does not help.</summary>
/// <param name="message">What is wrong and, where an option mends it, which.</param>
/// <param name="inner">The fault behind it.</param>
public sealed class TransferRefusedException(string message, Exception? inner = null) : Exception(message, inner);
