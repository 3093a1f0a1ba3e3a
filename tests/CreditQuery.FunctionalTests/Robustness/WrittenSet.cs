namespace CreditQuery.FunctionalTests.Robustness;

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
