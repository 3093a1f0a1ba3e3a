namespace CreditQuery.FunctionalTests.Robustness;

/// <summary>One change of the model: an order on a person is put, or revoked.</summary>
/// <param name="Person">Number of the person.</param>
/// <param name="Entry">Number of the order.</param>
/// <param name="Decision">Number of its decision; 0 revokes the order.</param>
internal readonly record struct ModelChange(int Person, int Entry, int Decision);

/// <summary>A change set as a writer sent it, and what it was told.</summary>
internal sealed class WrittenSet
{
    public required string Id { get; init; }

    public required int Writer { get; init; }

    public required ModelChange[] Changes { get; init; }

    /// <summary>Condition: the person was last changed at this revision.</summary>
    public (int Person, ulong Revision)? Condition { get; init; }

    /// <summary>Every answer; the same set may be sent again, and answered again.</summary>
    public List<Acknowledgement> Answers { get; } = [];
}

/// <summary>What a writer was told of a set.</summary>
/// <param name="Node">The node.</param>
/// <param name="Revision">The revision.</param>
/// <param name="Outcomes">One letter for each change: A applied, N no change, R refused.</param>
/// <param name="IsDuplicate">The set was known.</param>
internal sealed record Acknowledgement(int Node, ulong Revision, string Outcomes, bool IsDuplicate);
