namespace CreditQuery.Rules.Checks;

/// <summary>Puts measures in the order of an answer: BLOCK first, then by code, then in the order of the record.</summary>
/// <remarks>Keeps its room, so that a check allocates nothing. Not thread-safe.</remarks>
internal sealed class MeasureOrder
{
    // Up to here moving a measure past the others costs less than counting places.
    private const int InsertionSortMax = 16;

    private AppliedMeasure[] _spare = [];
    private int[] _starts = [];

    /// <summary>Sorts the first measures of an array; it may become another array of the same length or more.</summary>
    /// <param name="measures">The array.</param>
    /// <param name="count">How many measures are in it.</param>
    /// <param name="places">Number of places of the plan that they follow from.</param>
    public void Sort(ref AppliedMeasure[] measures, int count, int places)
    {
        // A handful is nearly in order already. Of fifty entries each brings some: then places are counted (LongRecordBenchmark).
        if (count > InsertionSortMax)
        {
            SortByCounting(ref measures, count, places);
            return;
        }

        for (var index = 1; index < count; index++)
        {
            var place = measures[index].Place;
            if (measures[index - 1].Place <= place)
            {
                continue;
            }

            var moving = measures[index];
            var at = index;
            while (at > 0 && measures[at - 1].Place > place)
            {
                measures[at] = measures[at - 1];
                at--;
            }

            measures[at] = moving;
        }
    }

    private void SortByCounting(ref AppliedMeasure[] measures, int count, int places)
    {
        if (_starts.Length < places)
        {
            _starts = new int[places];
        }

        if (_spare.Length < count)
        {
            _spare = new AppliedMeasure[measures.Length];
        }

        var sorted = _spare.AsSpan();
        var unsorted = measures.AsSpan(0, count);
        var starts = _starts.AsSpan(0, places);
        starts.Clear();
        foreach (ref readonly var measure in unsorted)
        {
            starts[measure.Place]++;
        }

        var next = 0;
        foreach (ref var start in starts)
        {
            (start, next) = (next, next + start);
        }

        foreach (ref readonly var measure in unsorted)
        {
            sorted[starts[measure.Place]++] = measure;
        }

        (measures, _spare) = (_spare, measures);
    }
}
