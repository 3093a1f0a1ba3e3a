using CreditQuery.Rules.Catalogues;

namespace CreditQuery.Rules.Checks;

/// <summary>Puts measures in the order of an answer: BLOCK first, then by code, then in the order of the record.</summary>
/// <remarks>Keeps its room, so that a check allocates nothing. Not thread-safe.</remarks>
internal sealed class MeasureOrder
{
    // Up to here moving a measure past the others costs less than counting places.
    private const int InsertionSortMax = 16;

    private AppliedMeasure[] _spare = [];
    private int[] _places = [];

    /// <summary>Sorts the first measures of an array; it may become another array of the same length or more.</summary>
    public void Sort(ref AppliedMeasure[] measures, int count)
    {
        // A handful is nearly in order already. Of fifty entries each brings some: then places are counted (LongRecordBenchmark).
        if (count > InsertionSortMax)
        {
            SortByCounting(ref measures, count);
            return;
        }

        for (var index = 1; index < count; index++)
        {
            var moving = measures[index];
            var at = index;
            while (at > 0 && RankOf(measures[at - 1]) > RankOf(moving))
            {
                measures[at] = measures[at - 1];
                at--;
            }

            measures[at] = moving;
        }
    }

    private void SortByCounting(ref AppliedMeasure[] measures, int count)
    {
        var codes = 0;
        for (var index = 0; index < count; index++)
        {
            codes = Math.Max(codes, measures[index].Measure + 1);
        }

        if (_places.Length < 2 * codes)
        {
            _places = new int[2 * codes];
        }

        var places = _places.AsSpan(0, 2 * codes);
        places.Clear();
        for (var index = 0; index < count; index++)
        {
            places[PlaceOf(measures[index], codes)]++;
        }

        var next = 0;
        foreach (ref var place in places)
        {
            (place, next) = (next, next + place);
        }

        if (_spare.Length < count)
        {
            _spare = new AppliedMeasure[measures.Length];
        }

        for (var index = 0; index < count; index++)
        {
            _spare[places[PlaceOf(measures[index], codes)]++] = measures[index];
        }

        (measures, _spare) = (_spare, measures);
    }

    private static int PlaceOf(in AppliedMeasure measure, int codes) => measure.Effect == Effect.Block ? measure.Measure : codes + measure.Measure;

    private static int RankOf(in AppliedMeasure measure) => measure.Effect == Effect.Block ? measure.Measure - 100_000 : measure.Measure;
}
