using CreditQuery.Index;
using CreditQuery.Log;
using CreditQuery.Server.Applying;

namespace CreditQuery.RobustnessNode;

/// <summary>Leaves safety measures out, so that a test shows that the suite notices.</summary>
internal static class Omissions
{
    /// <summary>What may be left out.</summary>
    public static readonly string[] All = ["gap-fill", "chain", "ids-in-redis", "ids-in-index", "manifest", "pin"];

    /// <summary>Leaves out what the arguments name.</summary>
    public static void Apply(IEnumerable<string> measures)
    {
        foreach (var measure in measures)
        {
            switch (measure)
            {
                case "gap-fill":
                    LogFailpoints.LeavesGaps = true;
                    break;
                case "chain":
                    LogFailpoints.IgnoresChains = true;
                    ServerFailpoints.IgnoresChains = true;
                    break;
                case "ids-in-redis":
                    LogFailpoints.ForgetsIds = true;
                    break;
                case "ids-in-index":
                    IndexFailpoints.ForgetsIds = true;
                    break;
                case "manifest":
                    IndexFailpoints.TrustsManifests = true;
                    break;
                case "pin":
                    IndexFailpoints.ReadsUnpinned = true;
                    break;
                default:
                    throw new ArgumentException($"There is no safety measure {measure}.", nameof(measures));
            }
        }
    }
}
