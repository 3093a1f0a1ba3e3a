using CreditQuery.Rules.Periods;
using CreditQuery.Rules.Subjects;

namespace CreditQuery.UnitTests.Properties.Naive;

/// <summary>A subject as the changes left it.</summary>
internal sealed class NaiveSubject(string id)
{
    public string Id { get; } = id;

    public SubjectKind Kind { get; set; }

    public bool IsDescribed { get; set; }

    public string Name { get; set; } = "";

    public HashSet<string> FormerNames { get; } = [];

    /// <summary>The name from now on; the one before becomes a former one.</summary>
    public void Call(string name)
    {
        FormerNames.Add(Name);
        FormerNames.ExceptWith(["", name]);
        Name = name;
    }

    public int EstablishedOn { get; set; }

    /// <summary>Month of birth that a description states, YYYY-MM; empty if none does.</summary>
    public string BornIn { get; set; } = "";

    /// <summary>Events that name the subject and could not be applied.</summary>
    public HashSet<ulong> Quarantines { get; } = [];

    public List<NaiveEntry> Entries { get; } = [];

    /// <summary>The grade of each scheme.</summary>
    public Dictionary<string, (string Value, DayRange Days)> Grades { get; } = [];

    /// <summary>Commitments by id, and the day on which one was broken.</summary>
    public Dictionary<string, int> Commitments { get; } = [];

    public int Region { get; set; }

    /// <summary>Behaviours by type and document, which counts once.</summary>
    public Dictionary<(string Type, string Document), (int Day, int Count)> Behaviours { get; } = [];

    /// <summary>Roles of this person in units.</summary>
    public List<(string Unit, Role Role, DayRange Days)> Roles { get; } = [];

    /// <summary>Whom this subject continues by decision.</summary>
    public List<(string Predecessor, string[] Lists, DayRange Days)> Predecessors { get; } = [];

    /// <summary>Whether the subject is a person known to have been under age: up to the eighteenth birthday; of a month in doubt its last day.</summary>
    /// <remarks>Source: 004 四3. A number of a citizen tells the day and outweighs what a description states.</remarks>
    public bool WasMinor(int day)
    {
        var born = NaiveRegistry.IsCitizen(Id) ? DateOnly.ParseExact(Id[6..14], "yyyyMMdd")
            : Kind == SubjectKind.NaturalPerson && BornIn.Length > 0 ? DateOnly.ParseExact(BornIn + "-01", "yyyy-MM-dd").AddMonths(1).AddDays(-1)
            : DateOnly.MinValue;
        return born != DateOnly.MinValue && born.AddYears(18).DayNumber >= day;
    }

    public NaiveEntry? Find(string entryId) => Entries.Find(entry => entry.Id == entryId);
}
