using CreditQuery.Protos.V1;
using CreditQuery.Rules.Catalogues;
using Google.Protobuf.WellKnownTypes;

namespace CreditQuery.UnitTests.Properties.Histories;

/// <summary>Random changes about the subjects of a world; some of them the index will refuse.</summary>
internal sealed class RandomChanges(World world, RandomSource random, string[]? units = null, string[]? persons = null)
{
    private static readonly Role[] Roles = [Role.LegalRep, Role.Principal, Role.ActualController, Role.DirectlyLiable, Role.SeniorManager];
    private static readonly string[] Items = ["air", "rail_g", "rail_emu", "exit", "hotel"];

    /// <summary>Kinds that a unit becomes of.</summary>
    public static IReadOnlyList<SubjectKind> Kinds { get; } = [SubjectKind.Enterprise, SubjectKind.IndividualBusiness, SubjectKind.SocialOrg];

    private readonly string[] _units = units ?? World.Units;
    private readonly string[] _persons = persons ?? World.Persons;

    /// <summary>Descriptions and sources, without which little can be told.</summary>
    public IEnumerable<Change> First()
    {
        foreach (var unit in _units)
        {
            if (!random.OneIn(5))
            {
                yield return Describe(unit);
            }
        }

        foreach (var change in Sources())
        {
            yield return change;
        }
    }

    /// <summary>Sources of nearly every list; one promises a rhythm.</summary>
    public IEnumerable<Change> Sources()
    {
        var lists = random.Shuffled(world.Catalogue.ListTypes.Select(l => l.Code));
        var left = random.OneIn(3) ? random.Below(3) : 0;
        yield return Source("most", lists[left..], random.Pick(["000000", "000000", "140000"]), random.OneIn(4) ? "2024-05-01" : "2015-01-01", random.OneIn(4) ? TimeSpan.FromDays(random.Pick([20, 300])) : null);
        yield return Source("some", lists[..5], "000000", "2020-01-01", random.OneIn(2) ? TimeSpan.FromDays(random.Pick([2, 40, 200])) : null);
    }

    /// <summary>Some subjects as changes name them.</summary>
    public IEnumerable<Subject> Anyones(int count) => Enumerable.Range(0, count).Select(_ => world.Registry.Subject(Anyone()));

    public Change Next() => random.Below(42) switch
    {
        < 9 => Put(),
        < 11 => new Change { CorrectEntry = new CorrectEntry { Corrected = Put().PutEntry, Reason = "r" } },
        < 17 => Ending(),
        < 23 => Dispute(),
        < 27 => Exemption(),
        < 33 => Relation(),
        < 36 => Conduct(),
        36 => Describe(random.Pick(_units)),
        37 => Adoption(),
        38 => new Change { SetGrace = new SetGrace { Entry = Entry(), GraceTo = random.OneIn(3) ? "" : Around(5, 40) } },
        39 => random.OneIn(3) ? Alias() : random.OneIn(2) ? Sources().First() : Put(),
        40 => random.OneIn(2) && _persons.Contains(World.Licence) ? DescribePerson() : Alias(),
        _ => random.OneIn(3) ? new Change { EraseSubject = new EraseSubject { Subject = world.Registry.Subject(Anyone()), DecisionRef = "d" } } : NoAlias(),
    };

    public Change Put(string? subject = null, string? id = null, ListTypeDefinition? of = null)
    {
        var list = of ?? random.Pick(world.Catalogue.ListTypes);
        var put = new PutEntry { Entry = subject is null ? Entry() : world.Registry.Entry(subject, id!), ListType = list.Code, Region = list.Regions.Count == 0 || random.OneIn(9) ? random.Pick(RandomQuestions.Regions) : random.Pick(list.Regions).ToString("D6") };
        put.Scope = random.OneIn(3) ? (EntryScope)random.Below(5) : 0;
        put.RecognisedRegions.Add(put.Scope == EntryScope.Recognised ? [random.Pick(RandomQuestions.Regions)] : (string[])[]);
        put.DecidedOn = random.OneIn(5) && !list.NeedsDecision ? "" : random.OneIn(5) ? Around(1500, 30) : Around(400, 40);
        (put.DecisionNo, put.DecisionAuthority) = ("No. 1", "dept");
        put.ValidFrom = random.OneIn(4) ? "" : Around(200, 60);
        put.UntilPerformed = random.OneIn(6);
        put.ValidTo = random.OneIn(3) && (list.Period.DefaultDays > 0 || list.Period.UntilPerformed) ? "" : Around(60, 300);
        put.GraceTo = random.OneIn(6) ? Around(20, 30) : "";
        put.RectifyBy = random.OneIn(8) ? Around(20, 30) : "";
        put.PendingResolution = random.OneIn(10);
        put.ResolutionRef = put.PendingResolution ? "" : "r";
        put.ActedOn = random.OneIn(4) ? Around(500, 0) : "";
        put.AbleButRefuses = random.OneIn(2);
        put.CauseCode = list.Causes.Count == 0 ? "" : random.Pick(list.Causes).Code;
        if (random.OneIn(2) && world.Catalogue.SeveritySchemes.Count > 0)
        {
            var scheme = random.Pick(world.Catalogue.SeveritySchemes);
            (put.SeverityScheme, put.Severity) = (scheme.Code, random.Pick(scheme.Values).Code);
        }

        put.Items.Add(list.Tier == ListTier.Order && random.OneIn(2) ? Some(Items) : []);
        put.IndustryCode = random.Pick(["", "C", "C13", "F52", "C1331"]);
        return new Change { PutEntry = put };
    }

    private Change Ending() => random.Below(6) switch
    {
        < 2 => new Change { ExitEntry = new ExitEntry { Entry = Entry(), Reason = "performed", EffectiveOn = Around(20, 40), MonitorTo = random.OneIn(2) ? Around(0, 90) : "" } },
        < 4 => new Change { RepairEntry = new RepairEntry { Entry = Entry(), DecisionNo = "d", Method = "perform", EffectiveOn = Around(10, 40) } },
        _ => new Change { RevokeEntry = new RevokeEntry { Entry = Entry(), DecisionNo = "d", EffectiveOn = Around(10, 40) } },
    };

    private Change Dispute() => random.Below(6) switch
    {
        < 2 => new Change { OpenObjection = new OpenObjection { Entry = Entry(), ObjectionId = "o" + random.Below(2), Target = "entry", AcceptedOn = Around(15, 15), ReplyDue = Around(0, 20) } },
        2 => new Change { CloseObjection = new CloseObjection { Entry = Entry(), ObjectionId = "o" + random.Below(2), Result = "CONFIRMED", EffectiveOn = Around(5, 40) } },
        < 5 => new Change { StayEntry = new StayEntry { Entry = Entry(), OrderNo = "s" + random.Below(2), EffectiveOn = Around(15, 25) } },
        _ => new Change { EndStay = new EndStay { Entry = Entry(), OrderNo = "s" + random.Below(2), EffectiveOn = Around(5, 40) } },
    };

    private Change Exemption()
    {
        var id = "x" + random.Below(2);
        switch (random.Below(6))
        {
            case < 3:
                var grant = new GrantExemption { Entry = Entry(), ExemptionId = id, OrderNo = "n", From = Around(10, 10), To = Around(-10, 40), SingleUse = random.OneIn(2) };
                grant.Items.Add(random.OneIn(2) ? [] : Some(Items));
                grant.Person = random.OneIn(2) ? world.Registry.Subject(random.Pick(_persons)) : null;
                return new Change { GrantExemption = grant };
            case 3:
                return new Change { UseExemption = new UseExemption { Entry = Entry(), ExemptionId = id, WorkItemNo = "w", UsedOn = Around(5, 20) } };
            case 4:
                return new Change { ReleaseExemption = new ReleaseExemption { Entry = Entry(), ExemptionId = id, WorkItemNo = "w" } };
            default:
                return new Change { RevokeExemption = new RevokeExemption { Entry = Entry(), ExemptionId = id, EffectiveOn = Around(5, 20) } };
        }
    }

    private Change Relation()
    {
        var (unit, person) = (world.Registry.Subject(random.Pick(_units)), world.Registry.Subject(random.Pick(_persons)));
        switch (random.Below(8))
        {
            case < 5:
                return new Change { LinkPerson = new LinkPerson { Unit = unit, Person = person, Role = random.Pick(Roles), LiabilityDecisionRef = "d", From = random.OneIn(2) ? Around(300, 30) : "", To = random.OneIn(2) ? Around(20, 200) : "" } };
            case 5:
                return new Change { UnlinkPerson = new UnlinkPerson { Unit = unit, Person = person, Role = random.Pick(Roles), To = random.OneIn(2) ? Around(30, 60) : "" } };
            default:
                var link = new LinkSuccessor { Predecessor = unit, Successor = world.Registry.Subject(random.Pick(_units)), Reason = "rename", DecisionRef = "d", From = random.OneIn(2) ? Around(100, 40) : "", To = random.OneIn(2) ? Around(0, 300) : "" };
                link.Inherits.Add(random.OneIn(2) ? [] : random.Shuffled(world.Catalogue.ListTypes.Select(l => l.Code))[..4]);
                return new Change { LinkSuccessor = link };
        }
    }

    private Change Conduct()
    {
        var subject = world.Registry.Subject(Anyone());
        var scheme = random.Pick(world.Catalogue.GradeSchemes);
        return random.Below(7) switch
        {
            < 2 => Behaviour(subject),
            < 5 => new Change { PutGrade = new PutGrade { Subject = subject, Scheme = scheme.Code, Value = random.OneIn(8) ? "" : random.Pick(scheme.Values).Code, GradedOn = Around(100, 40), ValidTo = random.OneIn(2) ? Around(-40, 300) : "", Issuer = "dept" } },
            5 => new Change { PutCommitment = new PutCommitment { Subject = subject, CommitmentId = "c", Type = "deficiency" } },
            _ => new Change { BreakCommitment = new BreakCommitment { Subject = subject, CommitmentId = "c", EffectiveOn = Around(20, 40) } },
        };
    }

    private Change Behaviour(Subject subject)
    {
        var type = world.Catalogue.BehaviourRules.Count == 0 ? "other" : random.Pick(world.Catalogue.BehaviourRules).Type;
        return new Change { PutBehaviour = new PutBehaviour { Subject = subject, Type = type, OccurredOn = Around(300, 10), Count = (uint)random.Below(4), DocumentNo = "b" + random.Below(6), Withdrawn = random.OneIn(5) } };
    }

    private Change Adoption() => new()
    {
        AdoptMeasure = new AdoptMeasure { Measure = random.Pick(world.Catalogue.Measures).Code, Region = random.Pick(RandomQuestions.Regions), From = Around(20, 60), To = random.OneIn(2) ? Around(-60, 200) : "" },
    };

    private Change Alias()
    {
        var ofPerson = random.OneIn(2) && _persons.Contains(World.Licence);
        return new Change
        {
            PutAlias = new PutAlias
            {
                Alias = world.Registry.Subject(ofPerson ? World.Licence : _units[^1]),
                Target = world.Registry.Subject(random.Pick(ofPerson ? _persons : _units)),
            },
        };
    }

    // An alias that was put, or the organisation code in a unified code.
    private Change NoAlias()
    {
        string[] aliases = [_units[^1], _units[0][8..17], .. _persons.Where(p => p == World.Licence)];
        return new Change { RemoveAlias = new RemoveAlias { Alias = world.Registry.Subject(random.Pick(aliases)) } };
    }

    // A month of birth about eighteen years ago; without one only the kind becomes known, or not even that.
    private Change DescribePerson()
    {
        var change = world.Registry.PutSubject(World.Licence, kind: random.OneIn(5) ? 0 : SubjectKind.NaturalPerson);
        change.PutSubject.BirthMonth = change.PutSubject.Kind == 0 || random.OneIn(4) ? "" : random.DayAround(world.Today - (18 * 365), 900, 400)[..7];
        return change;
    }

    private Change Describe(string unit)
    {
        var change = world.Registry.PutSubject(unit, random.Pick(RandomQuestions.Names), random.OneIn(3) ? random.Pick([.. Kinds]) : 0);
        change.PutSubject.EstablishedOn = random.OneIn(6) ? "" : random.OneIn(4) ? Around(1300, -900) : "2010-01-01";
        return change;
    }

    private static Change Source(string code, string[] lists, string region, string from, TimeSpan? silence)
    {
        var source = new PutSource { Source = code, CoverageFrom = from, MaxSilence = silence is { } span ? Duration.FromTimeSpan(span) : null };
        source.ListTypes.Add(lists);
        source.Regions.Add(region);
        return new Change { PutSource = source };
    }

    private EntryRef Entry() => world.Registry.Entry(Anyone(), "e" + random.Below(4));

    private string Anyone() => random.OneIn(3) ? random.Pick(_persons) : random.Pick(_units);

    private string[] Some(string[] items) => random.Shuffled(items)[..(1 + random.Below(2))];

    private string Around(int before, int after) => random.DayAround(world.Today, before, after);
}
