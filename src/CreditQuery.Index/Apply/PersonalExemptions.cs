using System.Text;
using CreditQuery.Index.Records;
using CreditQuery.Protos.V1;
using CreditQuery.Rules.Records;
using SubjectKey = CreditQuery.Rules.Subjects.SubjectKey;

namespace CreditQuery.Index.Apply;

/// <summary>Exemptions of one person behind a unit: they stand at the unit's entry and reach that person's slots alone.</summary>
/// <remarks>Source: 法释〔2015〕17号 第三条 (private consumption with own property: who wants it applies) and 第八条 (the unit's own need); docs/law.md.</remarks>
internal static class PersonalExemptions
{
    /// <summary>Where the person's key stands among the texts of a fact.</summary>
    public const int Person = 3;

    /// <summary>Why an exemption cannot be granted to the person it names.</summary>
    /// <returns>Null if it can, or names nobody.</returns>
    public static ChangeOutcome? Refuse(WorkingSet set, EntryLookup found, GrantExemption change)
    {
        if (change.Person is null)
        {
            return null;
        }

        // An order for somebody whom the entry does not reach would be of no effect, and nobody would notice.
        var person = set.Find(change.Person);
        return person is not null && found.Record.Subject.HasLink(LinkKind.Person, person.Key) ? null : Outcomes.Refused(RefusalReason.NoSuchObject, "person");
    }

    /// <summary>The text that stands for a person in a fact.</summary>
    /// <returns>Empty for nobody.</returns>
    public static string TextOf(Subject? person) => person is null ? "" : Convert.ToHexString(person.SealedKey.Span);

    /// <summary>The text of the person whom an exemption names.</summary>
    /// <returns>Empty if it names nobody.</returns>
    public static string TextOf(Texted<EntryFact> exemption) => (exemption.Value.Flags & FactFlags.Personal) == 0 ? "" : FactTexts.Read(exemption, Person);

    /// <summary>Reads the key of the person whom an exemption names.</summary>
    /// <param name="text">As <see cref="TextOf(Texted{EntryFact})"/> gives it.</param>
    /// <param name="key">The key.</param>
    /// <returns>False if it names nobody.</returns>
    public static bool TryReadKey(string text, out SubjectKey key)
    {
        key = default;
        return text.Length == 2 * SubjectKey.Size && SubjectKeyCipher.TryReadKey(Convert.FromHexString(text), out key);
    }

    /// <summary>Leaves in a slot the exemptions of its person alone, as exemptions of the slot.</summary>
    /// <param name="set">The set.</param>
    /// <param name="person">Whose slot it is.</param>
    /// <param name="facts">The facts of the unit's entry, copied; null for none.</param>
    public static void Keep(WorkingSet set, WorkingRecord person, List<Texted<EntryFact>>? facts)
    {
        for (var i = (facts?.Count ?? 0) - 1; i >= 0; i--)
        {
            var fact = facts![i];
            if (fact.Value.Kind != FactKind.Exemption)
            {
                continue;
            }

            if (TryReadKey(TextOf(fact), out var key) && set.Find(key)?.Key == person.Key)
            {
                fact.Value.Flags &= ~FactFlags.Personal;
            }
            else
            {
                facts.RemoveAt(i);
            }
        }
    }

    /// <summary>The texts of a fact without which it would be another one: its id, and whom it exempts.</summary>
    public static byte[] Stripped(Texted<EntryFact> fact)
    {
        var id = fact.Texts.AsSpan(0, fact.Value.IdLength);
        var person = TextOf(fact);
        return person.Length == 0 ? id.ToArray() : [.. id, .. "\n\n\n"u8, .. Encoding.UTF8.GetBytes(person)];
    }

    /// <summary>Takes away the exemptions of a person who is erased.</summary>
    /// <param name="set">The set.</param>
    /// <param name="unit">A unit behind which the person stands.</param>
    /// <param name="person">The person.</param>
    public static void Remove(WorkingSet set, WorkingRecord unit, WorkingRecord person)
    {
        foreach (var entry in unit.Subject.Entries)
        {
            entry.Facts?.RemoveAll(fact => TryReadKey(TextOf(fact), out var key) && set.Find(key)?.Key == person.Key);
        }
    }
}
