namespace CreditQuery.Rules.Catalogues;

/// <summary>Matches values of a request against rows of Tables A and B.</summary>
internal static class ConsumptionMatch
{
    /// <summary>The row for every combination of values of a mode; the first row that matches wins.</summary>
    /// <returns>By <see cref="Pack"/>ed values, 0 standing for a value that the request leaves out; null where no row matches.</returns>
    public static ConsumptionRow?[] RowsByValues(IReadOnlyList<ConsumptionRow> rows, ConsumptionMode mode)
    {
        var parameters = ItemValues.Of(mode);
        var first = parameters.Length > 0 ? parameters[0] : null;
        var second = parameters.Length > 1 ? parameters[1] : null;
        var firstCount = (first?.Values.Length ?? 0) + 1;
        var found = new ConsumptionRow?[firstCount * ((second?.Values.Length ?? 0) + 1)];
        for (var packed = 0; packed < found.Length; packed++)
        {
            found[packed] = rows.FirstOrDefault(row => row.Mode == mode && Takes(row, first, packed % firstCount) && Takes(row, second, packed / firstCount));
        }

        return found;
    }

    /// <summary>Packs the positions of two values, each counted from 1 and 0 if left out.</summary>
    public static int Pack(ConsumptionMode mode, int first, int second)
    {
        var parameters = ItemValues.Of(mode);
        return parameters.Length == 0 ? 0 : first + (second * (parameters[0].Values.Length + 1));
    }

    private static bool Takes(ConsumptionRow row, ConsumptionParameter? parameter, int value)
    {
        if (parameter is null || !row.Match.TryGetValue(parameter.Name, out var values) || values.Contains("*"))
        {
            return true;
        }

        return value > 0 && values.Contains(parameter.Values[value - 1]);
    }
}
