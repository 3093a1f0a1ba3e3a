using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using CreditQuery.Rules.Periods;
using CreditQuery.Rules.Subjects;

namespace CreditQuery.Index.Apply;

/// <summary>On which day which records are to be looked at; a record that turns out not to be due is left as it is.</summary>
/// <remarks>16 bytes for each record that has something to lose. Not kept: a checkpoint's reader makes it anew at its first midnight.</remarks>
internal sealed class DaySchedule
{
    private readonly SortedDictionary<int, DueRecords> _byDay = [];

    /// <summary>Notes a record; Never is passed over.</summary>
    public void Add(int day, SubjectKey key)
    {
        if (day == CivilDay.Never)
        {
            return;
        }

        if (!_byDay.TryGetValue(day, out var due))
        {
            _byDay.Add(day, due = new DueRecords());
        }

        due.Keys.Add(key);
    }

    /// <summary>Records that are to be looked at next.</summary>
    /// <param name="most">So many at most.</param>
    public IEnumerable<(int Day, SubjectKey Key)> Next(int most) => _byDay.SelectMany(static due => due.Value.Keys.Select(key => (due.Key, key))).Take(most);

    /// <summary>Puts the records of the next day in order, so that taking them is quick.</summary>
    public void Settle()
    {
        if (_byDay.Count > 0)
        {
            _byDay.First().Value.InOrder();
        }
    }

    /// <summary>Takes the records of a day and of every day before.</summary>
    /// <returns>Each once, in rising order.</returns>
    public SubjectKey[] Take(int day)
    {
        var taken = new List<SubjectKey>();
        while (_byDay.Count > 0 && _byDay.First() is var (first, due) && first <= day)
        {
            taken = taken.Count == 0 ? due.InOrder() : DueRecords.Merge(taken, due.InOrder());
            _byDay.Remove(first);
        }

        return [.. taken];
    }

    /// <summary>The records of one day: the first ones each once and in rising order, behind them those that came since.</summary>
    private sealed class DueRecords
    {
        private int _inOrder;

        public List<SubjectKey> Keys { get; private set; } = [];

        // Once a day, and quick at once: everything of that midnight waits for it. What is in order already is not sorted again.
        public List<SubjectKey> InOrder()
        {
            if (_inOrder < Keys.Count)
            {
                var all = CollectionsMarshal.AsSpan(Keys);
                all[_inOrder..].Sort();
                Keys = Merge(all[.._inOrder], all[_inOrder..]);
                _inOrder = Keys.Count;
            }

            return Keys;
        }

        public static List<SubjectKey> Merge(List<SubjectKey> one, List<SubjectKey> other) =>
            Merge(CollectionsMarshal.AsSpan(one), CollectionsMarshal.AsSpan(other));

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private static List<SubjectKey> Merge(ReadOnlySpan<SubjectKey> one, ReadOnlySpan<SubjectKey> other)
        {
            var merged = new List<SubjectKey>(one.Length + other.Length);
            for (var (i, j) = (0, 0); i + j < one.Length + other.Length;)
            {
                var next = j == other.Length || (i < one.Length && one[i].CompareTo(other[j]) <= 0) ? one[i++] : other[j++];
                if (merged.Count == 0 || merged[^1].CompareTo(next) != 0)
                {
                    merged.Add(next);
                }
            }

            return merged;
        }
    }
}
