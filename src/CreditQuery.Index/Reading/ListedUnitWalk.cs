using CreditQuery.Index.Store;
using CreditQuery.Rules.Records;
using CreditQuery.Rules.Subjects;

namespace CreditQuery.Index;

/// <summary>Walks over all records, while sets are applied, and finds the units that have list entries.</summary>
/// <remarks>A record is never changed, only superseded by one further on: a unit whose record changes behind the walk is met again before
/// the end. So a walk sees the newest record of every unit, most of them once. Memory: none of its own. One thread at a time uses it.</remarks>
public sealed class ListedUnitWalk
{
    // Looked at in one go: some milliseconds, in which nobody waits.
    private const int MostAtOnce = 4_096;

    private readonly SubjectStore _store;
    private readonly SubjectKeyCipher _cipher;
    private long _at;
    private long _end;

    internal ListedUnitWalk(SubjectStore store, SubjectKeyCipher cipher)
    {
        (_store, _cipher) = (store, cipher);
        _at = store.BeginAddress;
    }

    /// <summary>Everything is seen: to be asked at one place of the order (<see cref="CreditIndex.AtOnePlace"/>), for the answer is of that place.</summary>
    public bool IsAtEnd()
    {
        // Between two sets every record below the tail is written as a whole.
        _end = _store.TailAddress;
        return _at >= _end;
    }

    /// <summary>Goes on, to the end that was known last.</summary>
    /// <param name="found">Gets the units with entries, and the revision that wrote the record seen: a newer one comes later in the walk.</param>
    /// <param name="most">Most units to be found.</param>
    /// <returns>How many records were looked at, 4,096 at most.</returns>
    public int Advance(ICollection<(SubjectKey Key, ulong Revision)> found, int most)
    {
        ArgumentNullException.ThrowIfNull(found);
        var seen = 0;
        _at = _store.Visit(_at, _end, (key, record) =>
        {
            if (record.Length >= SubjectHeader.Size && new SubjectView(record).Header is { EntryCount: > 0 } header && !IdentifierParser.IsPersonal(_cipher.Unseal(key).Type))
            {
                found.Add((key, header.Revision));
            }

            return ++seen < MostAtOnce && found.Count < most;
        });
        return seen;
    }
}
