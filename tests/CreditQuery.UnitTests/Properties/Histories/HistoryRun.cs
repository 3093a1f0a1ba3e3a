using System.Globalization;
using CreditQuery.Protos.V1;

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
            Take(world, next, random);
            world.Registry.Now += random.OneIn(3) ? TimeSpan.FromHours(random.Below(60)) : TimeSpan.Zero;

            // Once in some histories so much time passes that what is kept no longer goes.
            world.Registry.Now += random.OneIn(3 * changes) ? TimeSpan.FromDays(300 + random.Below(1600)) : TimeSpan.Zero;
            after?.Invoke(world, step);
        }

        return world;
    }

    private static void Take(World world, RandomChanges next, RandomSource random)
    {
        switch (random.Below(24))
        {
            case 0:
                world.Quarantine([.. next.Anyones(1 + random.Below(2))]);
                break;
            case 1 when world.Quarantined.Count > 0:
                world.Apply(new Change { ResolveQuarantine = new ResolveQuarantine { Revision = random.Pick(world.Quarantined), Resolution = "put again" } });
                break;
            case < 6:
                world.Apply([.. Enumerable.Range(0, 2 + random.Below(4)).Select(_ => next.Next())], independent: random.OneIn(2));
                break;
            default:
                world.Apply(next.Next());
                break;
        }
    }
}
