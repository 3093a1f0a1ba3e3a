using System.Text;
using CreditQuery.Index.Records;
using CreditQuery.Rules.Records;

namespace CreditQuery.Index.Apply;

/// <summary>Makes dated facts; the id stands first in their texts.</summary>
internal static class FactTexts
{
    /// <summary>Most facts of one entry.</summary>
    public const int MaxFacts = 64;

    private const int MaxBytes = 512;

    /// <summary>Gives a fact its id and further texts.</summary>
    /// <param name="fact">The fact.</param>
    /// <param name="id">The id, at most 64 bytes of UTF-8.</param>
    /// <param name="rest">Further texts, each after a line feed.</param>
    /// <returns>Null if the id is empty or the texts are too long.</returns>
    public static Texted<EntryFact>? Make(EntryFact fact, string id, params ReadOnlySpan<string> rest)
    {
        var idLength = Encoding.UTF8.GetByteCount(id);
        if (idLength is 0 or > 64)
        {
            return null;
        }

        var text = new StringBuilder(id);
        foreach (var part in rest)
        {
            text.Append('\n').Append(part);
        }

        var texts = Encoding.UTF8.GetBytes(text.ToString());
        fact.IdLength = (byte)idLength;
        fact.IdHash = TextHash.Of(texts.AsSpan(0, idLength));
        return texts.Length > MaxBytes ? null : new Texted<EntryFact>(fact, texts);
    }

    /// <summary>Reads a further text of a fact.</summary>
    /// <param name="fact">The fact.</param>
    /// <param name="index">From 1; 0 is the id.</param>
    /// <returns>Empty if it has none.</returns>
    public static string Read(Texted<EntryFact> fact, int index)
    {
        var parts = Encoding.UTF8.GetString(fact.Texts).Split('\n');
        return index < parts.Length ? parts[index] : "";
    }
}
