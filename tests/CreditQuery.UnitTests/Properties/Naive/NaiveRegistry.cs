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
    private static readonly SubjectKind[] Units =
        [.. Enum.GetValues<SubjectKind>().Where(k => k is not SubjectKind.Unspecified and not SubjectKind.NaturalPerson and not SubjectKind.Other)];

    private readonly NaiveAliases _aliases = new();
    private readonly HashSet<string> _erased = [];

    public Catalogue Catalogue { get; } = catalogue;

    public Dictionary<string, NaiveSource> Sources { get; } = [];

    public List<(string Measure, int Region, string Department, DayRange Days)> Adoptions { get; } = [];

    /// <summary>Events that could not be applied and wait for somebody to resolve them.</summary>
    public List<ulong> Quarantined { get; } = [];

    public NaiveSubject? Find(string id) => _aliases.Find(id);

    public string IdOf(Subject subject) => idOf(subject);

    public string[] NamesOf(NaiveSubject subject) => _aliases.NamesOf(subject);

    public bool IsAlias(string id) => _aliases.IsAlias(id);

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

    /// <summary>Takes the accepted changes of one set.</summary>
    public void Apply(IEnumerable<Change> accepted, DateTimeOffset at)
    {
        var today = CivilDay.Of(at);
        foreach (var subject in _aliases.Subjects)
        {
            NaiveRetention.Trim(Catalogue, subject, today);
        }

        foreach (var change in accepted)
        {
            Decide(change, at, today);
        }

        foreach (var subject in _aliases.Subjects)
        {
            // What a minor did goes in the revision in which the birth is known, and does not come back (ADR 0014): a set is one revision,
            // so that what only stands in the middle of it is nothing.
            subject.Entries.RemoveAll(entry => Catalogue.FindListType(entry.List)!.Tier != ListTier.Red && subject.WasMinor(entry.ActDay));
        }
    }

    /// <summary>An event that cannot be applied marks whom it names until it is resolved; who has no record gets one.</summary>
    public void Quarantine(ulong revision, IEnumerable<Subject> subjects)
    {
        Quarantined.Add(revision);
        foreach (var subject in subjects.Where(s => !_erased.Contains(_aliases.Leads(idOf(s)))))
        {
            Named(subject).Quarantines.Add(revision);
        }
    }

    private void Decide(Change change, DateTimeOffset at, int today)
    {
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
                _aliases.Put(idOf(change.PutAlias.Alias), Named(change.PutAlias.Target));
                break;
            case Change.ChangeOneofCase.RemoveAlias:
                _aliases.Remove(idOf(change.RemoveAlias.Alias));
                break;
            case Change.ChangeOneofCase.EraseSubject:
                var erased = Named(change.EraseSubject.Subject);
                _erased.Add(erased.Id);
                _aliases.Erase(erased);
                break;
            case Change.ChangeOneofCase.ResolveQuarantine:
                Quarantined.Remove(change.ResolveQuarantine.Revision);
                _aliases.Subjects.ForEach(s => s.Quarantines.Remove(change.ResolveQuarantine.Revision));
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

        return _aliases.Create(new NaiveSubject(id) { Kind = KindOf(id) });
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
        subject.BornIn = change.BirthMonth;
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

    /// <summary>The kinds that an identifier leaves open: an organisation code is a unit's, bodies of the state are registered by department 1 (ADR 0011).</summary>
    public static SubjectKind[] KindsOf(string id) => (KindOf(id), id.Length) switch
    {
        (not SubjectKind.Unspecified and var kind, _) => [kind],
        (_, 9) => Units,
        (_, 18) => [.. Units.Where(k => k != SubjectKind.GovBody || id[0] == '1')],
        _ => [.. Units, SubjectKind.NaturalPerson, SubjectKind.Other],
    };

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
