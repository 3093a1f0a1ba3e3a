namespace CreditQuery.Rules.Catalogues;

/// <summary>Matches values of a request against rows of Tables A and B.</summary>
internal static class ConsumptionMatch
{
    /// <summary>Whether one request could match both rows.</summary>
    public static bool Overlap(ConsumptionRow a, ConsumptionRow b)
    {
        foreach (var parameter in ItemValues.Of(a.Mode))
        {
            var left = ValuesOf(a, parameter.Name);
            var right = ValuesOf(b, parameter.Name);
            if (!left.Contains("*") && !right.Contains("*") && !left.Intersect(right).Any())
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether a row takes a value; an absent value is taken only by <c>*</c>.</summary>
    public static bool Takes(ConsumptionRow row, string parameter, string value)
    {
        var values = ValuesOf(row, parameter);
        return values.Contains("*") || (value.Length > 0 && values.Contains(value));
    }

    private static IReadOnlyList<string> ValuesOf(ConsumptionRow row, string parameter) => row.Match.TryGetValue(parameter, out var values) ? values : ["*"];
}
