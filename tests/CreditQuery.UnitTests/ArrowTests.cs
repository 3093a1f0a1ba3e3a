using System.Reflection;

namespace CreditQuery.UnitTests;

/// <summary>The arrows between the projects (docs/architecture.md): what an assembly references is what it may.</summary>
public sealed class ArrowTests
{
    [Theory]
    [InlineData("CreditQuery.Grpc", "")]
    [InlineData("CreditQuery.Rules", "")]
    [InlineData("CreditQuery.Protos", "Grpc")]
    [InlineData("CreditQuery.Log", "Protos Grpc")]
    [InlineData("CreditQuery.Index", "Rules Protos Grpc")]
    [InlineData("CreditQuery.Client", "Grpc Protos")]
    [InlineData("CreditQuery.Server", "Log Index Rules Grpc Protos")]
    [InlineData("creditq", "Client Rules Log Index Grpc Protos")]
    public void References_OfEachProject_FollowTheArrows(string assembly, string allowed)
    {
        var references = Assembly.Load(assembly).GetReferencedAssemblies().Select(a => a.Name!).Where(n => n.StartsWith("CreditQuery.", StringComparison.Ordinal));

        Assert.Empty(references.Except(allowed.Split(' ').Select(n => "CreditQuery." + n)));
    }
}
