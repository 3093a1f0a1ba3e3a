using CreditQuery.Index;
using CreditQuery.Rules.Subjects;
using CreditQuery.Server.Checks;
using CreditQuery.Server.Errors;
using RuleType = CreditQuery.Rules.Subjects.IdentifierType;
using Subject = CreditQuery.Protos.V1.Subject;

namespace CreditQuery.Server.Watch;

/// <summary>The subjects that a filter names, by every key under which something may be told of them.</summary>
internal sealed class NamedSubjects
{
    /// <summary>Most subjects of one subscription.</summary>
    public const int Most = 10_000;

    private readonly Dictionary<SubjectKey, uint> _positions = [];
    private readonly SubjectKey[] _keys;

    private NamedSubjects(int count) => _keys = new SubjectKey[count];

    /// <summary>How many there are.</summary>
    public int Count => _keys.Length;

    /// <summary>Reads them.</summary>
    /// <param name="index">Resolves aliases as they stand now; a merge that follows is told, and followed.</param>
    /// <param name="subjects">As the filter names them.</param>
    /// <exception cref="CallException">Too many, or one is at fault (INVALID_ARGUMENT).</exception>
    public static NamedSubjects Of(CreditIndex index, IReadOnlyList<Subject> subjects)
    {
        if (subjects.Count > Most)
        {
            throw CallException.OfField("filter.subjects", ErrorReason.TooLarge, "At most 10,000.");
        }

        var named = new NamedSubjects(subjects.Count);
        using var reader = index.RentReader();
        for (var i = 0; i < subjects.Count; i++)
        {
            named.Add(index, reader, subjects[i], (uint)i);
        }

        return named;
    }

    /// <summary>Position of a subject in the filter.</summary>
    /// <param name="key">A key under which something is told.</param>
    public uint? PositionOf(SubjectKey key) => _positions.TryGetValue(key, out var position) ? position : null;

    /// <summary>The key under which a subject was named, or to which it led when the subscription began.</summary>
    /// <param name="position">Position in the filter.</param>
    public SubjectKey KeyAt(uint position) => _keys[position];

    /// <summary>A record went up in another one: what is told of that one is told of it too.</summary>
    /// <param name="key">The record that is an alias from now on.</param>
    /// <param name="target">Where it leads.</param>
    public void Follow(SubjectKey key, SubjectKey target)
    {
        if (_positions.TryGetValue(key, out var position))
        {
            _positions.TryAdd(target, position);
            _keys[position] = target;
        }
    }

    private void Add(CreditIndex index, IndexReader reader, Subject subject, uint position)
    {
        if (CheckFields.FindFault(NamedSubject.Of(subject)) is { } fault)
        {
            throw new CallException([fault with { Path = $"filter.subjects[{position}].{fault.Path}" }]);
        }

        IdentifierParser.Parse((RuleType)subject.Type, subject.Value, out var readings);
        if (readings.Count == 0)
        {
            throw CallException.OfField($"filter.subjects[{position}].value", ErrorReason.InvalidField, "Not an identifier of that type.");
        }

        for (var i = 0; i < readings.Count; i++)
        {
            var key = index.Cipher.Seal(readings[i], subject.Value);
            _positions.TryAdd(key, position);
            var found = reader.ReadCopy(key, out var foundUnder) is not null;
            _keys[position] = found ? foundUnder : i == 0 ? key : _keys[position];
            if (found)
            {
                _positions.TryAdd(foundUnder, position);
            }
        }
    }
}
