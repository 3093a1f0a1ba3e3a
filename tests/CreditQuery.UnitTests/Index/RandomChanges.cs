using System.Globalization;
using CreditQuery.Protos.V1;

namespace CreditQuery.UnitTests.Index;

/// <summary>Random changes over a handful of subjects, each with what the reference registry says of it.</summary>
internal sealed class RandomChanges(TestRegistry registry, int seed)
{
    private static readonly string[] Lists = [TestCatalogue.Black, TestCatalogue.Red, TestCatalogue.UnitsOnly];
    private static readonly Role[] Roles = [Role.LegalRep, Role.Principal];

    private readonly Random _random = new(seed);

    /// <summary>Every identifier that may occur: units, their organisation codes, persons of whom two were minors lately.</summary>
    public static readonly string[] Identifiers =
    [
        .. Enumerable.Range(1, 4).Select(SampleSubjects.Uscc),
        .. Enumerable.Range(1, 6).Select(SampleSubjects.OrgCode),
        .. Enumerable.Range(1, 3).Select(n => SampleSubjects.Citizen(n)),
        .. Enumerable.Range(4, 2).Select(n => SampleSubjects.Citizen(n, "20080601")),
    ];

    public (Change Change, Func<ReferenceRegistry, OutcomeKind> Expected) Next()
    {
        var (id, other) = (Pick(Identifiers), Pick(Identifiers));
        var entry = $"a:{_random.Next(3)}";
        var objection = $"o{_random.Next(2)}";
        var day = new DateOnly(2026, 1, 3).AddDays(_random.Next(6));
        var role = Pick(Roles);
        return _random.Next(20) switch
        {
            < 7 => PutEntry(id, entry),
            < 9 => (new Change { ExitEntry = new ExitEntry { Entry = registry.Entry(id, entry), EffectiveOn = Text(day) } }, r => r.Exit(id, entry, day.DayNumber)),
            9 => (new Change { RevokeEntry = new RevokeEntry { Entry = registry.Entry(id, entry), EffectiveOn = Text(day) } }, r => r.Revoke(id, entry, day.DayNumber)),
            10 => (new Change { OpenObjection = new OpenObjection { Entry = registry.Entry(id, entry), ObjectionId = objection, AcceptedOn = Text(day) } }, r => r.OpenObjection(id, entry, objection, day.DayNumber)),
            11 => (new Change { CloseObjection = new CloseObjection { Entry = registry.Entry(id, entry), ObjectionId = objection, EffectiveOn = Text(day) } }, r => r.CloseObjection(id, entry, objection, day.DayNumber)),
            < 15 => Link(id, other, role, day),
            15 => (new Change { UnlinkPerson = new UnlinkPerson { Unit = registry.Subject(id), Person = registry.Subject(other), Role = role } }, r => r.Unlink(id, other, role)),
            < 18 => (new Change { PutAlias = new PutAlias { Alias = registry.Subject(id), Target = registry.Subject(other) } }, r => r.PutAlias(id, other)),
            18 => (new Change { RemoveAlias = new RemoveAlias { Alias = registry.Subject(id) } }, r => r.RemoveAlias(id)),
            _ => _random.Next(8) == 0
                ? (new Change { EraseSubject = new EraseSubject { Subject = registry.Subject(id), DecisionRef = "d" } }, r => r.Erase(id))
                : PutEntry(id, entry),
        };
    }

    private (Change, Func<ReferenceRegistry, OutcomeKind>) PutEntry(string id, string entry)
    {
        var list = Pick(Lists);
        var validTo = new DateOnly(2027, 1, 1).AddDays(_random.Next(2));
        DateOnly? actedOn = _random.Next(2) == 0 ? null : new DateOnly(2025, 6, 1);
        var change = registry.PutEntry(id, entry, list, e =>
        {
            e.ValidTo = Text(validTo);
            e.ActedOn = actedOn is { } day ? Text(day) : "";
        });
        return (change, r => r.PutEntry(id, entry, list, actedOn?.DayNumber, validTo.DayNumber));
    }

    private (Change, Func<ReferenceRegistry, OutcomeKind>) Link(string unit, string person, Role role, DateOnly to) =>
        (new Change { LinkPerson = new LinkPerson { Unit = registry.Subject(unit), Person = registry.Subject(person), Role = role, To = Text(to) } },
            r => r.Link(unit, person, role, to.DayNumber));

    private T Pick<T>(T[] from) => from[_random.Next(from.Length)];

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
