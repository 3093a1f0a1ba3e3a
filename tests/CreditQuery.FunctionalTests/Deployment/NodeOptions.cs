using CreditQuery.Server.Configuration;

namespace CreditQuery.FunctionalTests.Deployment;

/// <summary>The options that a node knows.</summary>
internal static class NodeOptions
{
    /// <summary>Fails on a variable of the environment that is no option of the node: .NET takes every name in silence.</summary>
    public static void AssertKnown(IEnumerable<string> variables)
    {
        var names = variables.Where(static name => name.Contains("__", StringComparison.Ordinal)).ToArray();
        Assert.NotEmpty(names);
        foreach (var name in names.Where(static name => name is not ("RegistryKey__Value" or "Log__Redis__Password")))
        {
            Assert.Null(CommandLine.FaultIn([$"--{name.Replace("__", ":", StringComparison.Ordinal)}=x"]));
        }
    }
}
