namespace CreditQuery.UnitTests.Log;

/// <summary>The simulated machine is off.</summary>
internal sealed class PowerLossException() : IOException("The power is gone.");
