using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Records;

namespace CreditQuery.Rules.Periods;

/// <summary>When what is kept of an entry goes: texts first, facts when no answer can look back to them any more.</summary>
/// <remarks>Days are data of the list type; what an answer may still look at is kept whatever they say. Pure. Source: architecture,
/// chapter 4 (retention); 003 七(一) (a discipline lasts as long as the record).</remarks>
public static class Retention
{
    /// <summary>Facts are kept so many days at least: a check may ask for a day a year back.</summary>
    public const int PastAnswerDays = 367;

    /// <summary>Adverse facts are kept so many days at least: three clean years, asked for a day a year back.</summary>
    public const int CleanYearsDays = PastAnswerDays + 1096;

    /// <summary>Days for the texts of a list type that the catalogue no longer has. A choice of ours.</summary>
    public const int TextDays = 90;

    /// <summary>The last day on which an entry counts or is disputed.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="disputedTo">Last day of its objections and stays; Never while one is open, None if there is none.</param>
    /// <returns><see cref="CivilDay.Never"/> while it has no end, or an objection to it waits for its answer.</returns>
    public static int EndOf(in EntryRecord entry, int disputedTo)
    {
        var end = entry.ValidTo;
        if (entry.ExitedOn != CivilDay.Never)
        {
            end = entry.MonitorTo == CivilDay.None ? Math.Min(end, entry.ExitedOn - 1) : Math.Max(entry.MonitorTo, entry.ExitedOn - 1);
        }

        // What was repaired or revoked is settled: no dispute keeps it.
        var settled = Math.Min(entry.RepairedOn, entry.RevokedOn);
        end = settled == CivilDay.Never ? Math.Max(end, disputedTo) : Math.Min(end, settled - 1);
        return Math.Max(end, entry.DecidedOn);
    }

    /// <summary>First day on which the texts of an entry are gone.</summary>
    /// <param name="end">Its last day.</param>
    /// <param name="listType">Its list type; null if the catalogue has none.</param>
    /// <returns><see cref="CivilDay.Never"/> if it has no end.</returns>
    public static int TextsGoOn(int end, ListTypeDefinition? listType) => After(end, listType?.TextRetentionDays ?? TextDays);

    /// <summary>First day on which an entry is gone.</summary>
    /// <param name="end">Its last day.</param>
    /// <param name="listType">Its list type; null if the catalogue has none.</param>
    /// <returns><see cref="CivilDay.Never"/> if it has no end.</returns>
    public static int FactsGoOn(int end, ListTypeDefinition? listType) => After(end, FactDays(listType));

    /// <summary>Days for which facts are kept after an end: what the catalogue says, and at least as long as an answer can look back.</summary>
    /// <param name="listType">The list type; null if the catalogue has none.</param>
    public static int FactDays(ListTypeDefinition? listType) => listType is null
        ? CleanYearsDays
        : Math.Max(listType.FactRetentionDays, LookBackDays(listType.Adverse));

    /// <summary>Days after its end for which an answer can still look back to an entry.</summary>
    /// <param name="adverse">Whether its list type counts against three clean years.</param>
    public static int LookBackDays(bool adverse) => adverse ? CleanYearsDays : PastAnswerDays;

    /// <summary>First day on which a counted behaviour is gone: no count, and no entry that followed from it, looks back to it any more.</summary>
    /// <param name="behaviour">The behaviour.</param>
    /// <param name="catalogues">Every known version.</param>
    public static int BehaviourGoesOn(in BehaviourRecord behaviour, IEnumerable<Catalogue> catalogues)
    {
        ArgumentNullException.ThrowIfNull(catalogues);
        var days = 0;
        foreach (var catalogue in catalogues)
        {
            foreach (var rule in catalogue.BehaviourRules)
            {
                if (rule.TypeNumber == behaviour.Type)
                {
                    days = Math.Max(days, rule.WithinDays + FactDays(catalogue.ListTypes[rule.ListType]));
                }
            }
        }

        // Of a type without a rule nothing follows yet; a rule that comes would look back a year.
        return behaviour.OccurredOn + (days == 0 ? PastAnswerDays + CleanYearsDays : days) + 1;
    }

    private static int After(int end, int days) => end == CivilDay.Never ? CivilDay.Never : end + days + 1;
}
