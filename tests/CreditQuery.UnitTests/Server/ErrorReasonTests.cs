using CreditQuery.Server.Errors;
using Grpc.Core;

namespace CreditQuery.UnitTests.Server;

public sealed class ErrorReasonTests
{
    public static TheoryData<string> Reasons => [.. Enum.GetValues<ErrorReason>().Where(reason => reason != ErrorReason.Unspecified).Select(reason => reason.WireName())];

    [Theory]
    [MemberData(nameof(Reasons))]
    public void Reason_IsDescribedInTheDocument(string wireName)
    {
        var document = File.ReadAllText(RepositoryFile("docs", "errors.md"));

        Assert.Contains($"`{wireName}`", document, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Reasons))]
    public void OfWireName_KnownName_LeadsBack(string wireName) => Assert.Equal(wireName, ErrorReasons.OfWireName(wireName).WireName());

    [Fact]
    public void OfWireName_UnknownName_IsInvalidField() => Assert.Equal(ErrorReason.InvalidField, ErrorReasons.OfWireName("NO_SUCH"));

    [Fact]
    public void OfWireName_EveryReasonOfThePlanner_IsInTheList()
    {
        var names = typeof(CreditQuery.Rules.Checks.PlanErrorReasons).GetFields().Select(field => (string)field.GetRawConstantValue()!).ToList();

        Assert.NotEmpty(names);
        Assert.All(names, name => Assert.Equal(name, ErrorReasons.OfWireName(name).WireName()));
    }

    [Fact]
    public void ToCallException_UnknownFault_TellsNothing()
    {
        var failure = RichStatus.ToRpcException(DomainFaults.ToCallException(new InvalidOperationException("secret")));

        Assert.Equal(StatusCode.Internal, failure.StatusCode);
        Assert.DoesNotContain("secret", failure.ToString(), StringComparison.Ordinal);
    }

    /// <summary>A file of the tree, found from the folder of the test upwards.</summary>
    private static string RepositoryFile(params string[] parts)
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "CreditQuery.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests run outside of the tree.");
        }

        return Path.Combine([folder, .. parts]);
    }
}
