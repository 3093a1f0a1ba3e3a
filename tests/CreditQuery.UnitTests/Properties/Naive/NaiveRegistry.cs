using CreditQuery.Protos.V1;
using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Periods;
using Role = CreditQuery.Rules.Subjects.Role;
using SubjectKind = CreditQuery.Rules.Subjects.SubjectKind;

namespace CreditQuery.UnitTests.Properties.Naive;

/// <summary>What is known after a list of changes: dictionaries of dated facts, nothing packed, nothing derived ahead.</summary>
/// <remarks>Takes accepted changes only; what is refused is tested where it is decided.</remarks>
internal sealed class NaiveRegistry(Catalogue catalogue, Func<Subject, string> idOf)
{
    private readonly Dictionary<string, NaiveSubject> _subjects = [];
    private readonly Dictionary<string, string> _aliases = [];

    public Catalogue Catalogue { get; } = catalogue;

    public Dictionary<string, NaiveSource> Sources { get; } = [];

    public List<(string Measure, int Region, string Department, DayRange Days)> Adoptions { get; } = [];

    public IEnumerable<NaiveSubject> Subjects => _subjects.Values;

    public NaiveSubject? Find(string id) => _subjects.GetValueOrDefault(_aliases.GetValueOrDefault(id, id));

    public bool IsAlias(string id) => _aliases.ContainsKey(id);

    /// <summary>Own entries, then those continued from predecessors within the days of the decision.</summary>
    public List<NaiveEntry> EntriesOf(NaiveSubject subject) => EntriesOf(subject, []);

    // A merge may close a circle of continuations: nobody continues himself.
    private List<NaiveEntry> EntriesOf(NaiveSubject subject, NaiveSubject[] on)
    {
        var entries = subject.Entries.Concat(NaiveCounts.Of(Catalogue, subject)).ToList();
        foreach (var (predecessor, lists, days) in subject.Predecessors.Where(p => !on.Contains(Find(p.Predecessor))))
        {
            foreach (var entry in EntriesOf(Find(predecessor)!, [.. on, subject]))
            {
                if ((lists.Length == 0 || lists.Contains(entry.List)) && !entries.Exists(known => known.Id == entry.Id))
                {
                    entries.Add(entry with { Inherited = true, From = Math.Max(entry.From, days.From), To = Math.Min(entry.To, days.To) });
                }
            }
        }

        return entries;
    }

    public void Apply(Change change, DateTimeOffset at)
    {
        var today = CivilDay.Of(at);
        switch (change.ChangeCase)
        {
            case Change.ChangeOneofCase.PutSubject:
                Describe(change.PutSubject);
                break;
            case Change.ChangeOneofCase.PutGrade:
                Grade(change.PutGrade, today);
                break;
            case Change.ChangeOneofCase.PutBehaviour:
                Count(change.PutBehaviour, today);
                break;
            case Change.ChangeOneofCase.PutCommitment:
                Named(change.PutCommitment.Subject).Commitments[change.PutCommitment.CommitmentId] = CivilDay.Never;
                break;
            case Change.ChangeOneofCase.BreakCommitment:
                Named(change.BreakCommitment.Subject).Commitments[change.BreakCommitment.CommitmentId] = Day(change.BreakCommitment.EffectiveOn, today);
                break;
            case Change.ChangeOneofCase.LinkPerson:
                Link(change.LinkPerson);
                break;
            case Change.ChangeOneofCase.UnlinkPerson:
                Unlink(change.UnlinkPerson);
                break;
            case Change.ChangeOneofCase.LinkSuccessor:
                Continue(change.LinkSuccessor);
                break;
            case Change.ChangeOneofCase.PutAlias:
                Merge(idOf(change.PutAlias.Alias), Named(change.PutAlias.Target));
                break;
            case Change.ChangeOneofCase.PutSource:
                Source(change.PutSource, at);
                break;
            case Change.ChangeOneofCase.AdoptMeasure:
                Adopt(change.AdoptMeasure, today);
                break;
            default:
                NaiveEntryChanges.Apply(this, change, today);
                break;
        }
    }

    public NaiveSubject Named(Subject subject)
    {
        var id = idOf(subject);
        if (Find(id) is { } known)
        {
            return known;
        }

        var created = _subjects[id] = new NaiveSubject(id) { Kind = KindOf(id) };
        if (id.Length == 18 && !IsCitizen(id))
        {
            // Writing a unified code writes its organisation code as an alias.
            _aliases[id[8..17]] = id;
        }

        return created;
    }

    public static bool IsCitizen(string id) => id.Length == 18 && id.StartsWith("999999", StringComparison.Ordinal);

    public static int Day(string text, int absent) => text.Length == 0 ? absent : DateOnly.ParseExact(text, "yyyy-MM-dd").DayNumber;

    private void Describe(PutSubject change)
    {
        var subject = Named(change.Subject);
        subject.Kind = change.Kind == 0 ? KindOf(subject.Id) : (SubjectKind)change.Kind;
        subject.Call(change.Subject.Name);
        subject.IsDescribed = true;
        subject.EstablishedOn = Day(change.EstablishedOn, CivilDay.None);
        subject.Region = change.Region.Length == 0 ? 0 : int.Parse(change.Region);
    }

    /// <summary>The kind that an identifier shows: citizens and passports are persons, the first two characters of a unified code tell the unit.</summary>
    public static SubjectKind KindOf(string id) => id switch
    {
        _ when IsCitizen(id) => SubjectKind.NaturalPerson,
        { Length: 9 } when char.IsAsciiLetter(id[0]) => SubjectKind.NaturalPerson,
        { Length: 18 } when id.StartsWith("91", StringComparison.Ordinal) => SubjectKind.Enterprise,
        { Length: 18 } when id.StartsWith("92", StringComparison.Ordinal) => SubjectKind.IndividualBusiness,
        { Length: 18 } when id.StartsWith('5') => SubjectKind.SocialOrg,
        _ => SubjectKind.Unspecified,
    };

    /// <summary>The kinds that an identifier leaves open: an organisation code is a unit's.</summary>
    public static SubjectKind[] KindsOf(string id) => KindOf(id) is not SubjectKind.Unspecified and var kind ? [kind]
        : [.. Enum.GetValues<SubjectKind>().Where(k => k is not SubjectKind.Unspecified and not SubjectKind.NaturalPerson and not SubjectKind.Other)];

    private void Grade(PutGrade change, int today)
    {
        if (change.Value.Length == 0)
        {
            Named(change.Subject).Grades.Remove(change.Scheme);
            return;
        }

        Named(change.Subject).Grades[change.Scheme] = (change.Value, new DayRange(Day(change.GradedOn, today), Day(change.ValidTo, CivilDay.Never)));
    }

    private void Count(PutBehaviour change, int today)
    {
        var (behaviours, key) = (Named(change.Subject).Behaviours, (change.Type, change.DocumentNo));
        if (change.Withdrawn)
        {
            behaviours.Remove(key);
        }
        else
        {
            behaviours[key] = (Day(change.OccurredOn, today), (int)Math.Max(1, change.Count));
        }
    }

    private void Link(LinkPerson change)
    {
        var (unit, person, role) = (Named(change.Unit), Named(change.Person), (Role)change.Role);
        var days = new DayRange(Day(change.From, CivilDay.None), Day(change.To, CivilDay.Never));
        var at = person.Roles.FindIndex(r => r.Unit == unit.Id && r.Role == role && r.Days.From <= days.To && days.From <= r.Days.To);
        if (at < 0)
        {
            person.Roles.Add((unit.Id, role, days));
        }
        else
        {
            person.Roles[at] = (unit.Id, role, days);
        }
    }

    private void Unlink(UnlinkPerson change)
    {
        var (unit, person, role) = (Named(change.Unit), Named(change.Person), (Role)change.Role);
        var last = Day(change.To, CivilDay.None);
        var ended = person.Roles.FindAll(r => r.Unit == unit.Id && r.Role == role);
        person.Roles.RemoveAll(ended.Contains);
        if (last != CivilDay.None)
        {
            person.Roles.AddRange(ended.Select(r => r with { Days = r.Days with { To = Math.Min(r.Days.To, last) } }));
        }
    }

    private void Continue(LinkSuccessor change)
    {
        var (predecessor, successor) = (Named(change.Predecessor), Named(change.Successor));
        var link = (predecessor.Id, change.Inherits.ToArray(), new DayRange(Day(change.From, CivilDay.None), Day(change.To, CivilDay.Never)));
        var at = successor.Predecessors.FindIndex(p => p.Predecessor == predecessor.Id);
        if (at < 0)
        {
            successor.Predecessors.Add(link);
        }
        else
        {
            successor.Predecessors[at] = link;
        }
    }

    // What the target knows already wins, but for an earlier grade.
    private void Merge(string alias, NaiveSubject to)
    {
        if (_subjects.Remove(alias, out var from))
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
            Redirect(from, to);
            MergeDescription(from, to);
        }

        foreach (var (known, target) in _aliases.ToArray())
        {
            _aliases[known] = target == alias ? to.Id : target;
        }

        _aliases[alias] = to.Id;
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
        to.Kind = known && to.Kind != SubjectKind.Unspecified ? to.Kind : from.Kind;
        var kept = known ? to.Name : from.Name;
        to.Call(from.Name);
        to.Call(kept);
        to.Region = known && to.Region != 0 ? to.Region : from.Region;
        to.EstablishedOn = known && to.EstablishedOn != CivilDay.None ? to.EstablishedOn : from.EstablishedOn;
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

    private void Source(PutSource change, DateTimeOffset at)
    {
        if (change.Withdrawn)
        {
            Sources.Remove(change.Source);
            return;
        }

        var regions = change.Regions.Select(text => int.Parse(text)).ToArray();
        Sources[change.Source] = new NaiveSource([.. change.ListTypes], regions, Day(change.CoverageFrom, CivilDay.Of(at)), change.MaxSilence?.ToTimeSpan(), at);
    }

    private void Adopt(AdoptMeasure change, int today)
    {
        var region = int.Parse(change.Region);
        Adoptions.RemoveAll(a => a.Measure == change.Measure && a.Region == region && a.Department == change.Department);
        Adoptions.Add((change.Measure, region, change.Department, new DayRange(Day(change.From, today), Day(change.To, CivilDay.Never))));
    }
}
