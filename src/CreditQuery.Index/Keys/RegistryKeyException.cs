namespace CreditQuery.Index;

/// <summary>A registry key cannot be used: wrong form, readable by others, or not the key that the data was written with.</summary>
/// <param name="message">What is wrong; never the secret.</param>
/// <remarks>Stops the process at start.</remarks>
public sealed class RegistryKeyException(string message) : Exception(message);
