using System.Globalization;

namespace CreditQuery.UnitTests.Properties.Histories;

/// <summary>How many histories a property runs over, and how a history goes.</summary>
internal static class HistoryRun
{
    private const string Variable = "CREDITQUERY_HISTORIES";

    /// <summary>Histories of each property and catalogue; the variable multiplies what a build affords.</summary>
    public static IEnumerable<int> Seeds(int usual)
    {
        var factor = int.TryParse(Environment.GetEnvironmentVariable(Variable), NumberStyles.None, CultureInfo.InvariantCulture, out var stated) ? Math.Max(1, stated) : 1;
        return Enumerable.Range(1, usual * factor);
    }

    /// <summary>A world after so many random changes over some weeks.</summary>
    public static World Of(string catalogue, RandomSource random, int changes, Action<World, int>? after = null)
    {
        var world = new World(catalogue);
        var next = new RandomChanges(world, random);
        foreach (var change in next.First())
        {
            world.Apply(change);
        }

        for (var step = 1; step <= changes; step++)
        {
            world.Apply(next.Next());
            world.Registry.Now += random.OneIn(3) ? TimeSpan.FromHours(random.Below(60)) : TimeSpan.Zero;
            after?.Invoke(world, step);
        }

        return world;
    }
}
