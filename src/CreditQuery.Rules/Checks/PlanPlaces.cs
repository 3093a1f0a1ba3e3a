namespace CreditQuery.Rules.Checks;

/// <summary>Works out once per plan in which order its measures stand in an answer: those that block first, each half by code.</summary>
internal static class PlanPlaces
{
    /// <summary>Gives each row the two places of its measure.</summary>
    /// <param name="measures">How many measures the catalogue has.</param>
    /// <param name="parts">All rows of the plan.</param>
    /// <returns>How many places there are.</returns>
    public static int Assign(int measures, params ReadOnlySpan<PlanCandidate[]> parts)
    {
        var used = new bool[measures];
        foreach (var part in parts)
        {
            foreach (ref readonly var candidate in part.AsSpan())
            {
                used[candidate.Measure] = true;
            }
        }

        var places = new ushort[measures];
        var count = 0;
        for (var measure = 0; measure < measures; measure++)
        {
            places[measure] = (ushort)count;
            count += used[measure] ? 1 : 0;
        }

        foreach (var part in parts)
        {
            foreach (ref var candidate in part.AsSpan())
            {
                candidate.PlaceOfBlock = places[candidate.Measure];
                candidate.Place = (ushort)(count + candidate.PlaceOfBlock);
            }
        }

        return 2 * count;
    }
}
