using CreditQuery.Rules.Records;

namespace CreditQuery.Index.Records;

/// <summary>A list entry taken out of a record to be changed, with its texts and dated facts.</summary>
internal sealed class WorkingEntry
{
    /// <summary>The fixed part; text offset and length are set when the record is packed.</summary>
    public EntryRecord Value;

    /// <summary>Texts as they stand in the tail: see <see cref="EntryTexts"/>.</summary>
    public byte[] Texts = [];

    /// <summary>Objections, stays, exemptions, recognitions; null for none.</summary>
    public List<Texted<EntryFact>>? Facts;

    /// <summary>The entry id, UTF-8.</summary>
    public ReadOnlySpan<byte> Id => Texts.AsSpan(0, Value.IdLength);

    /// <summary>Whether a mark is set.</summary>
    public bool Has(EntryFlags flag) => (Value.Flags & flag) != 0;

    /// <summary>Finds a fact by its kind and id.</summary>
    /// <returns>Null if there is none.</returns>
    public Texted<EntryFact>? FindFact(FactKind kind, ReadOnlySpan<byte> id)
    {
        foreach (var fact in Facts ?? [])
        {
            if (fact.Value.Kind == kind && fact.Texts.AsSpan(0, fact.Value.IdLength).SequenceEqual(id))
            {
                return fact;
            }
        }

        return null;
    }

    /// <summary>Copies the entry, so that another record can hold it.</summary>
    public WorkingEntry Clone() => new() { Value = Value, Texts = Texts, Facts = CloneFacts(Facts) };

    /// <summary>Copies facts; texts are shared, because they are replaced and never changed.</summary>
    internal static List<Texted<EntryFact>>? CloneFacts(List<Texted<EntryFact>>? facts) =>
        facts?.ConvertAll(static fact => new Texted<EntryFact>(fact.Value, fact.Texts));
}
