using CreditQuery.Rules.Periods;
using SubjectKind = CreditQuery.Rules.Subjects.SubjectKind;

namespace CreditQuery.UnitTests.Properties.Naive;

/// <summary>Which identifier leads to which subject.</summary>
/// <remarks>Source: architecture, chapter 3; ADR 0004.</remarks>
internal sealed class NaiveAliases
{
    private readonly Dictionary<string, NaiveSubject> _subjects = [];
    private readonly Dictionary<string, string> _aliases = [];

    public List<NaiveSubject> Subjects => [.. _subjects.Values];

    public NaiveSubject? Find(string id) => _subjects.GetValueOrDefault(Leads(id));

    public bool IsAlias(string id) => _aliases.ContainsKey(id);

    /// <summary>The identifier under which the subject of another one stands, or would stand.</summary>
    public string Leads(string id) => _aliases.GetValueOrDefault(id, id);

    /// <summary>Every identifier of a subject.</summary>
    public string[] NamesOf(NaiveSubject subject) => [subject.Id, .. _aliases.Where(a => a.Value == subject.Id).Select(a => a.Key)];

    /// <summary>Writing a unified code writes the organisation code in it as an alias, unless that leads to another subject.</summary>
    public NaiveSubject Create(NaiveSubject subject)
    {
        _subjects[subject.Id] = subject;
        if (OrgCodeIn(subject.Id) is { } inner)
        {
            _aliases.TryAdd(inner, subject.Id);
        }

        return subject;
    }

    /// <summary>What was known under the alias moves.</summary>
    public void Put(string alias, NaiveSubject to)
    {
        if (_subjects.Remove(alias, out var from))
        {
            Merge(from, to);
        }

        foreach (var (known, target) in _aliases.ToArray())
        {
            _aliases[known] = target == alias ? to.Id : target;
        }

        _aliases[alias] = to.Id;
    }

    /// <summary>The identifier names nobody any more, and the organisation code in it neither.</summary>
    public void Remove(string alias)
    {
        if (_aliases.Remove(alias, out var target) && OrgCodeIn(alias) is { } inner && _aliases.GetValueOrDefault(inner) == target)
        {
            _aliases.Remove(inner);
        }
    }

    /// <summary>Nothing is known of the subject any more, under no identifier, and nothing reaches anybody through it.</summary>
    public void Erase(NaiveSubject subject)
    {
        foreach (var name in NamesOf(subject))
        {
            _subjects.Remove(name);
            _aliases.Remove(name);
        }

        foreach (var other in _subjects.Values)
        {
            other.Roles.RemoveAll(r => r.Unit == subject.Id);
            other.Predecessors.RemoveAll(p => p.Predecessor == subject.Id);
        }
    }

    private static string? OrgCodeIn(string id) => id.Length == 18 && !NaiveRegistry.IsCitizen(id) ? id[8..17] : null;

    // What the target knows already wins, but for an earlier grade.
    private void Merge(NaiveSubject from, NaiveSubject to)
    {
        to.Entries.AddRange(from.Entries.Where(entry => to.Find(entry.Id) is null));
        foreach (var grade in from.Grades)
        {
            var isLater = !to.Grades.TryGetValue(grade.Key, out var known) || known.Days.From < grade.Value.Days.From;
            to.Grades[grade.Key] = isLater ? grade.Value : known;
        }

        foreach (var commitment in from.Commitments)
        {
            to.Commitments.TryAdd(commitment.Key, commitment.Value);
        }

        foreach (var behaviour in from.Behaviours)
        {
            to.Behaviours.TryAdd(behaviour.Key, behaviour.Value);
        }

        to.Roles.AddRange(from.Roles.Where(r => !to.Roles.Exists(t => t.Unit == r.Unit && t.Role == r.Role && t.Days.From == r.Days.From)));
        to.Predecessors.RemoveAll(p => p.Predecessor == from.Id);
        to.Predecessors.AddRange(from.Predecessors.Where(p => p.Predecessor != to.Id && !to.Predecessors.Exists(t => t.Predecessor == p.Predecessor && t.Days.From == p.Days.From)));
        to.Quarantines.UnionWith(from.Quarantines);
        Redirect(from, to);
        MergeDescription(from, to);
    }

    // A description takes the place of none, and of another it fills in what that one leaves out.
    private static void MergeDescription(NaiveSubject from, NaiveSubject to)
    {
        to.FormerNames.UnionWith(from.FormerNames);
        to.FormerNames.Remove(to.Name);
        if (!from.IsDescribed)
        {
            return;
        }

        var known = to.IsDescribed;
        to.Kind = (known && to.Kind != SubjectKind.Unspecified) || from.Kind == SubjectKind.Unspecified ? to.Kind : from.Kind;
        var kept = known ? to.Name : from.Name;
        to.Call(from.Name);
        to.Call(kept);
        to.Region = known && to.Region != 0 ? to.Region : from.Region;
        to.EstablishedOn = known && to.EstablishedOn != CivilDay.None ? to.EstablishedOn : from.EstablishedOn;
        to.BornIn = known && to.BornIn.Length > 0 ? to.BornIn : from.BornIn;
        to.IsDescribed = true;
    }

    private void Redirect(NaiveSubject from, NaiveSubject to)
    {
        foreach (var person in _subjects.Values.Where(s => s != to))
        {
            foreach (var link in person.Roles.FindAll(r => r.Unit == from.Id))
            {
                person.Roles.Remove(link);
                if (!person.Roles.Exists(r => r.Unit == to.Id && r.Role == link.Role && r.Days.From == link.Days.From))
                {
                    person.Roles.Add(link with { Unit = to.Id });
                }
            }

            // Where the successor continued both already, from the same day, once is enough.
            foreach (var link in person.Predecessors.FindAll(p => p.Predecessor == from.Id))
            {
                var known = person.Predecessors.Exists(p => p.Predecessor == to.Id && p.Days.From == link.Days.From);
                person.Predecessors[person.Predecessors.IndexOf(link)] = link with { Predecessor = to.Id };
                person.Predecessors.RemoveAll(p => known && p == (link with { Predecessor = to.Id }));
            }
        }
    }
}
