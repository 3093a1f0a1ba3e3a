namespace CreditQuery.Server.Hosting;

/// <summary>The node cannot start; the message names the option or file to change.</summary>
/// <param name="message">What and what to do about it.</param>
/// <param name="inner">The fault behind it.</param>
internal sealed class StartupException(string message, Exception? inner = null) : Exception(message, inner);
