using System.Runtime.CompilerServices;
using CreditQuery.Rules.Periods;
using CreditQuery.Rules.Subjects;

namespace CreditQuery.Index.Apply;

/// <summary>On which day which records are to be looked at; a record that turns out not to be due is left as it is.</summary>
/// <remarks>16 bytes for each record that has something to lose. Not kept: a checkpoint's reader makes it anew at its first midnight.</remarks>
internal sealed class DaySchedule
{
    private readonly SortedDictionary<int, List<SubjectKey>> _byDay = [];
    private (int Day, int Count) _settled;

    /// <summary>Notes a record; Never is passed over.</summary>
    public void Add(int day, SubjectKey key)
    {
        if (day == CivilDay.Never)
        {
            return;
        }

        if (!_byDay.TryGetValue(day, out var keys))
        {
            _byDay.Add(day, keys = []);
        }

        keys.Add(key);
    }

    /// <summary>Records that are to be looked at next.</summary>
    /// <param name="most">So many at most.</param>
    public IEnumerable<(int Day, SubjectKey Key)> Next(int most) => _byDay.SelectMany(static due => due.Value.Select(key => (due.Key, key))).Take(most);

    /// <summary>Puts the records of the next day in order, unless they are, so that taking them is quick.</summary>
    public void Settle()
    {
        if (_byDay.Count > 0 && _byDay.First() is var (day, keys) && (day, keys.Count) != _settled)
        {
            PutInOrder(keys);
            _settled = (day, keys.Count);
        }
    }

    /// <summary>Takes the records of a day and of every day before.</summary>
    /// <returns>Each once, in rising order.</returns>
    public SubjectKey[] Take(int day)
    {
        var taken = new List<SubjectKey>();
        while (_byDay.Count > 0 && _byDay.First() is var (first, keys) && first <= day)
        {
            taken.AddRange(keys);
            _byDay.Remove(first);
        }

        PutInOrder(taken);
        return [.. taken];
    }

    // Once a day, and quick at once: everything of that midnight waits for it.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void PutInOrder(List<SubjectKey> keys)
    {
        keys.Sort();
        var count = 0;
        for (var i = 0; i < keys.Count; i++)
        {
            if (count == 0 || keys[i].CompareTo(keys[count - 1]) != 0)
            {
                keys[count++] = keys[i];
            }
        }

        keys.RemoveRange(count, keys.Count - count);
    }
}
