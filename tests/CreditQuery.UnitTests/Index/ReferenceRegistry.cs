using CreditQuery.Protos.V1;

namespace CreditQuery.UnitTests.Index;

/// <summary>The registry as a dictionary and loops: nothing packed, nothing derived ahead, written against the documents and not the index.</summary>
internal sealed class ReferenceRegistry
{
    private const int Today = 739620; // 2026-01-05

    private readonly Dictionary<string, ReferenceSubject> _subjects = [];
    private readonly Dictionary<string, (string Target, bool Removed)> _aliases = [];

    public ReferenceSubject? Find(string id)
    {
        if (_aliases.TryGetValue(id, out var alias))
        {
            return alias.Removed ? null : _subjects[alias.Target];
        }

        if (_subjects.TryGetValue(id, out var found))
        {
            return found;
        }

        return id.Length == 18 && id.StartsWith("91999999", StringComparison.Ordinal) ? _subjects.GetValueOrDefault(id[8..17]) : null;
    }

    public OutcomeKind PutEntry(string id, string entryId, string list, int? actedOn, int validTo)
    {
        var found = Find(id);
        if (found is { Erased: true } || (list == TestCatalogue.UnitsOnly && IsPerson(found?.Id ?? id))
            || (list != TestCatalogue.Red && IsMinor(found?.Id ?? id, actedOn ?? Decided)))
        {
            return OutcomeKind.Refused;
        }

        var existing = found?.Entries.Find(e => e.Id == entryId);
        var stated = new ReferenceEntry { Id = entryId, List = list, ActedOn = actedOn ?? 0, ValidTo = validTo };
        if (existing is null)
        {
            Named(id).Entries.Add(stated);
            return OutcomeKind.Applied;
        }

        if (existing.SameFacts(stated))
        {
            return OutcomeKind.NoChange;
        }

        if (existing.Exited != null || existing.Repaired != null || existing.Revoked != null)
        {
            return OutcomeKind.Refused;
        }

        Named(id);
        (existing.List, existing.ActedOn, existing.ValidTo) = (stated.List, stated.ActedOn, stated.ValidTo);
        return OutcomeKind.Applied;
    }

    public OutcomeKind Exit(string id, string entryId, int day)
    {
        if (FindEntry(id, entryId) is not { } entry)
        {
            return OutcomeKind.Refused;
        }

        if (entry.Exited == day)
        {
            return OutcomeKind.NoChange;
        }

        if (entry.Revoked != null || entry.Repaired != null || entry.Exited <= Today)
        {
            return OutcomeKind.Refused;
        }

        entry.Exited = day;
        return OutcomeKind.Applied;
    }

    public OutcomeKind Revoke(string id, string entryId, int day)
    {
        if (FindEntry(id, entryId) is not { } entry)
        {
            return OutcomeKind.Refused;
        }

        if (entry.Revoked == day || entry.Revoked <= Today)
        {
            return OutcomeKind.NoChange;
        }

        entry.Revoked = day;
        return OutcomeKind.Applied;
    }

    public OutcomeKind OpenObjection(string id, string entryId, string objection, int day)
    {
        if (FindEntry(id, entryId) is not { } entry)
        {
            return OutcomeKind.Refused;
        }

        if (entry.Objections.TryGetValue(objection, out var known))
        {
            return known.From == day ? OutcomeKind.NoChange : OutcomeKind.Refused;
        }

        if (entry.Revoked <= Today || entry.Repaired <= Today)
        {
            return OutcomeKind.Refused;
        }

        entry.Objections[objection] = (day, int.MaxValue);
        return OutcomeKind.Applied;
    }

    public OutcomeKind CloseObjection(string id, string entryId, string objection, int day)
    {
        if (FindEntry(id, entryId) is not { } entry || !entry.Objections.TryGetValue(objection, out var known))
        {
            return OutcomeKind.Refused;
        }

        if (known.To <= day - 1)
        {
            return OutcomeKind.NoChange;
        }

        entry.Objections[objection] = (known.From, day - 1);
        return OutcomeKind.Applied;
    }

    public OutcomeKind Link(string unit, string person, Role role, int to)
    {
        var (u, p) = (Find(unit), Find(person));
        if (u is { Erased: true } || p is { Erased: true } || IsPerson(u?.Id ?? unit) || !IsPerson(p?.Id ?? person))
        {
            return OutcomeKind.Refused;
        }

        var unitId = Named(unit).Id;
        var personId = Named(person).Id;
        var subject = _subjects[personId];
        if (subject.Links.TryGetValue((unitId, role), out var known) && known == to)
        {
            return OutcomeKind.NoChange;
        }

        subject.Links[(unitId, role)] = to;
        return OutcomeKind.Applied;
    }

    public OutcomeKind Unlink(string unit, string person, Role role)
    {
        if (Find(unit) is not { } u || Find(person) is not { } p)
        {
            return OutcomeKind.Refused;
        }

        return p.Links.Remove((u.Id, role)) ? OutcomeKind.Applied : OutcomeKind.Refused;
    }

    public OutcomeKind PutAlias(string alias, string target)
    {
        if (_aliases.TryGetValue(alias, out var known) && !known.Removed)
        {
            return known.Target == target ? OutcomeKind.NoChange : OutcomeKind.Refused;
        }

        var erased = _subjects.GetValueOrDefault(alias) is { Erased: true } || _subjects.GetValueOrDefault(target) is { Erased: true };
        if (alias == target || _aliases.ContainsKey(target) || erased || IsPerson(alias) != IsPerson(target) || Find(target) is { Erased: true })
        {
            return OutcomeKind.Refused;
        }

        if (_subjects.TryGetValue(alias, out var moved) && Find(target) is { } there && there.Id != alias
            && moved.Entries.Exists(entry => there.Entries.Exists(other => other.Id == entry.Id && other.Tell() != entry.Tell())))
        {
            return OutcomeKind.Refused;
        }

        var to = Named(target);
        if (_subjects.TryGetValue(alias, out var from))
        {
            Merge(from, to);
        }

        _aliases[alias] = (to.Id, false);
        to.Aliases.Add(alias);
        return OutcomeKind.Applied;
    }

    public OutcomeKind RemoveAlias(string alias)
    {
        if (!_aliases.TryGetValue(alias, out var known) || known.Removed)
        {
            return OutcomeKind.Refused;
        }

        LetGo(alias, known.Target);

        // The organisation code in a unified code names whom that names.
        if (alias.Length == 18 && !IsPerson(alias) && alias[8..17] is var inner && _aliases.GetValueOrDefault(inner) == (known.Target, false)
            && (known.Target.Length != 18 || known.Target[8..17] != inner))
        {
            LetGo(inner, known.Target);
        }

        return OutcomeKind.Applied;
    }

    private void LetGo(string alias, string target)
    {
        _aliases[alias] = (target, true);
        _subjects[target].Aliases.Remove(alias);
    }

    public OutcomeKind Erase(string id)
    {
        if (Find(id) is not { } subject)
        {
            return OutcomeKind.Refused;
        }

        if (subject.Erased)
        {
            return OutcomeKind.NoChange;
        }

        foreach (var other in _subjects.Values)
        {
            foreach (var link in other.Links.Keys.Where(k => k.Unit == subject.Id).ToArray())
            {
                other.Links.Remove(link);
            }
        }

        foreach (var (alias, known) in _aliases.ToArray())
        {
            if (known.Target == subject.Id)
            {
                _aliases[alias] = (known.Target, true);
            }
        }

        _subjects[subject.Id] = new ReferenceSubject(subject.Id) { Erased = true };
        return OutcomeKind.Applied;
    }

    /// <summary>Everything that an identifier leads to, in words; slots are worked out here.</summary>
    public string? Tell(string id)
    {
        if (Find(id) is not { Erased: false } subject)
        {
            return null;
        }

        var lines = subject.Entries.Select(e => "entry " + e.Tell()).ToList();
        foreach (var ((unit, role), to) in subject.Links)
        {
            lines.Add($"role in {unit} {role} {to}");
            lines.AddRange(from entry in _subjects[unit].Entries
                           where entry.List == TestCatalogue.Red || !IsMinor(subject.Id, entry.ActedOn == 0 ? Decided : entry.ActedOn)
                           select $"slot {unit} {role} {to} {entry.Tell()}");
        }

        lines.AddRange(from other in _subjects.Values from link in other.Links where link.Key.Unit == subject.Id select $"person {other.Id} {link.Key.Role} {link.Value}");
        lines.AddRange(subject.Aliases.Select(alias => "alias " + alias));
        lines.Sort(StringComparer.Ordinal);
        return string.Join('\n', lines);
    }

    private static int Decided => new DateOnly(2025, 12, 1).DayNumber;

    private static bool IsPerson(string id) => id.StartsWith("999999", StringComparison.Ordinal) && id.Length == 18;

    private static bool IsMinor(string id, int day) => IsPerson(id) && int.Parse(id.AsSpan(6, 4)) >= 2005
        && new DateOnly(int.Parse(id.AsSpan(6, 4)) + 18, int.Parse(id.AsSpan(10, 2)), int.Parse(id.AsSpan(12, 2))).DayNumber >= day;

    private ReferenceEntry? FindEntry(string id, string entryId) => Find(id) is { Erased: false } subject ? subject.Entries.Find(e => e.Id == entryId) : null;

    /// <summary>The subject as a new fact about it would be written.</summary>
    private ReferenceSubject Named(string id)
    {
        var found = Find(id);
        var movesUp = found is not null && found.Id.Length == 9 && id.Length == 18 && !IsPerson(id) && !_aliases.ContainsKey(id);
        return found is null || movesUp ? Create(id) : found;
    }

    private ReferenceSubject Create(string id)
    {
        if (_subjects.TryGetValue(id, out var there))
        {
            return there;
        }

        if (_aliases.TryGetValue(id, out var alias) && !alias.Removed)
        {
            return _subjects[alias.Target];
        }

        var subject = _subjects[id] = new ReferenceSubject(id);
        _aliases.Remove(id);
        if (id.Length == 18 && !IsPerson(id))
        {
            var inner = id[8..17];
            if (_subjects.TryGetValue(inner, out var bare) && !bare.Erased)
            {
                Merge(bare, subject);
            }
            else if (bare is null && (!_aliases.TryGetValue(inner, out var leads) || leads.Removed))
            {
                _aliases[inner] = (id, false);
            }
        }

        return subject;
    }

    private void Merge(ReferenceSubject from, ReferenceSubject to)
    {
        to.Entries.AddRange(from.Entries.Where(e => !to.Entries.Exists(t => t.Id == e.Id)));
        to.Entries.RemoveAll(e => e.List != TestCatalogue.Red && IsMinor(to.Id, e.ActedOn == 0 ? Decided : e.ActedOn));
        foreach (var (link, until) in from.Links)
        {
            to.Links.TryAdd(link, until);
        }

        foreach (var other in _subjects.Values)
        {
            foreach (var ((unit, role), until) in other.Links.Where(l => l.Key.Unit == from.Id).ToArray())
            {
                other.Links.Remove((unit, role));
                other.Links.TryAdd((to.Id, role), until);
            }
        }

        foreach (var (alias, known) in _aliases.Where(a => a.Value.Target == from.Id && !a.Value.Removed).ToArray())
        {
            _aliases[alias] = (to.Id, false);
            if (!from.Aliases.Contains(alias))
            {
                to.Aliases.Add(alias);
            }
        }

        to.Aliases.AddRange(from.Aliases);
        _subjects.Remove(from.Id);
        _aliases[from.Id] = (to.Id, false);
    }
}
