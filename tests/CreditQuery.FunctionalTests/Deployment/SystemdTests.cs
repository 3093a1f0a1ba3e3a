namespace CreditQuery.FunctionalTests.Deployment;

/// <summary>The unit is one that systemd takes, and keeps the node away from what it does not need.</summary>
public sealed class SystemdTests
{
    private static readonly string[] Lines = Tree.Read("deploy", "systemd", "creditquery.service").Split('\n');

    [Theory]
    [InlineData("NoNewPrivileges=yes")]
    [InlineData("ProtectSystem=strict")]
    [InlineData("CapabilityBoundingSet=")]
    [InlineData("User=creditquery")]
    [InlineData("Restart=on-failure")]
    public void Unit_HasIt(string line) => Assert.Contains(line, Lines);

    [Fact]
    public async Task Unit_BySystemdsOwnTool_IsValid()
    {
        if (Tree.Find("systemd-analyze") is not { } tool || !File.Exists("/usr/bin/dotnet"))
        {
            // The tool also wants the program of ExecStart where the unit says.
            TestContext.Current.TestOutputHelper?.WriteLine("systemd-analyze is not installed, or .NET lies elsewhere.");
            return;
        }

        var (code, told) = await Tree.RunAsync(tool, ["verify", Tree.PathOf("deploy", "systemd", "creditquery.service")]);

        Assert.True(code == 0 && !told.Contains("creditquery.service:", StringComparison.Ordinal), told);
    }
}
