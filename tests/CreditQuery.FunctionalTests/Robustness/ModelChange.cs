namespace CreditQuery.FunctionalTests.Robustness;

/// <summary>One change of the model: an order on a person is put, or revoked.</summary>
/// <param name="Person">Number of the person.</param>
/// <param name="Entry">Number of the order.</param>
/// <param name="Decision">Number of its decision; 0 revokes the order.</param>
internal readonly record struct ModelChange(int Person, int Entry, int Decision);
