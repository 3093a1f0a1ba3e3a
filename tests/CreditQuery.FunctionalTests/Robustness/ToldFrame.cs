using CreditQuery.Index;

namespace CreditQuery.FunctionalTests.Robustness;

/// <summary>A frame of a journal.</summary>
/// <param name="Place">Where it stands.</param>
/// <param name="Content">Its bytes, base64.</param>
internal sealed record ToldFrame(StatusPosition Place, string Content)
{
    /// <inheritdoc/>
    public override string ToString() => $"revision {Place.Revision}, day {Place.Day}: {Content}";
}
