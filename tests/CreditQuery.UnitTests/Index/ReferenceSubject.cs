using CreditQuery.Protos.V1;

namespace CreditQuery.UnitTests.Index;

/// <summary>A subject of the reference registry.</summary>
internal sealed class ReferenceSubject(string id)
{
    public string Id { get; } = id;

    public bool Erased { get; init; }

    public List<ReferenceEntry> Entries { get; } = [];

    /// <summary>Roles of this person in units, and their last days.</summary>
    public Dictionary<(string Unit, Role Role), int> Links { get; } = [];

    /// <summary>Aliases that were put, those of organisation codes not among them.</summary>
    public List<string> Aliases { get; } = [];
}

/// <summary>An entry of the reference registry.</summary>
internal sealed class ReferenceEntry
{
    public required string Id { get; init; }

    public required string List { get; set; }

    public int ActedOn { get; set; }

    public int ValidTo { get; set; }

    public int? Exited { get; set; }

    public int? Repaired { get; set; }

    public int? Revoked { get; set; }

    public SortedDictionary<string, (int From, int To)> Objections { get; } = [];

    public bool SameFacts(ReferenceEntry other) => List == other.List && ActedOn == other.ActedOn && ValidTo == other.ValidTo;

    public string Tell() => $"{Id} {List} {ActedOn} {ValidTo} {Exited ?? int.MaxValue} {Repaired ?? int.MaxValue} {Revoked ?? int.MaxValue} "
        + string.Join(',', Objections.Select(o => $"{o.Key}:{o.Value.From}-{o.Value.To}"));
}
