using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Periods;
using CreditQuery.Rules.Records;
using CreditQuery.Rules.Subjects;

namespace CreditQuery.Index.Apply;

/// <summary>Keeps disciplines away from minors (未成年人).</summary>
/// <remarks>Source: 004 四3; architecture, chapter 5 (by acted_on, also through links).</remarks>
internal static class Minors
{
    /// <summary>Whether a person was a minor when the act behind an entry was done.</summary>
    /// <param name="set">The set; decrypts the identifier.</param>
    /// <param name="key">Key of the person.</param>
    /// <param name="person">The person's record; null if there is none.</param>
    /// <param name="entry">The entry; where the day of the act is unknown its decision or first day stands for it: whoever is a minor then
    /// was one when the act was done.</param>
    public static bool WasMinor(WorkingSet set, SubjectKey key, WorkingRecord? person, in EntryRecord entry)
    {
        var actedOn = entry.ActedOn != CivilDay.None ? entry.ActedOn : entry.DecidedOn != CivilDay.None ? entry.DecidedOn : entry.ValidFrom;
        return TryGetBirthDay(set, key, person, out var birthDay) && CitizenNumber.IsMinorOn(birthDay, actedOn);
    }

    /// <summary>Takes away the entries about acts that a person did as a minor, once the record shows it: nothing of them stays (004 四3).</summary>
    /// <returns>True if there were some.</returns>
    /// <remarks>A month of birth or a merge may come after the entry; the record is then what it would be had they come before.</remarks>
    public static bool Drop(WorkingSet set, WorkingRecord record)
    {
        if (record.Subject.Entries.Count == 0 || !TryGetBirthDay(set, record.Key, record, out _)
            || record.Subject.Entries.RemoveAll(entry => IsOfMinor(set, record, entry.Value)) == 0)
        {
            return false;
        }

        record.MarkChanged();
        return true;
    }

    /// <summary>Whether an entry is none that may count against a person.</summary>
    public static bool IsOfMinor(WorkingSet set, WorkingRecord record, in EntryRecord entry) =>
        (entry.Flags & EntryFlags.Counted) == 0 && Concerns(set.Catalogue?.FindListType(entry.ListType)) && WasMinor(set, record.Key, record, entry);

    /// <summary>Whether the rule concerns a list: it protects from disciplines, not from honours.</summary>
    public static bool Concerns(ListTypeDefinition? list) => list is not { Tier: ListTier.Red };

    private static bool TryGetBirthDay(WorkingSet set, SubjectKey key, WorkingRecord? person, out int birthDay)
    {
        if (CitizenNumber.TryGetBirthDay(set.Cipher.Unseal(person?.Key ?? key), out birthDay))
        {
            return true;
        }

        if (person is null || person.Subject.Head is not { Kind: SubjectKind.NaturalPerson, EstablishedOn: not CivilDay.None } head)
        {
            return false;
        }

        birthDay = Days.LastOfMonth(head.EstablishedOn);
        return true;
    }
}
