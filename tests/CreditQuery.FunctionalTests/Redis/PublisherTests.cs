using System.Diagnostics;
using System.Globalization;
using CreditQuery.Cli.Sample;
using CreditQuery.FunctionalTests.Node;
using CreditQuery.Protos.V1;

namespace CreditQuery.FunctionalTests.Redis;

/// <summary>The example of a trusted publisher in another language (docs/redis.md): nodes apply what it appends.</summary>
public sealed class PublisherTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task PythonExample_DescribesAnEnterprise_NodesKnowIt()
    {
        await using var registry = await OperatorRegistry.MakeAsync();
        await using var node = await registry.StartNodeAsync();
        var unit = SampleIdentifiers.Uscc(7_001);

        var said = await PublishAsync(registry, unit, "样例单位");

        Assert.StartsWith("[b':0', b'2', ", said, StringComparison.Ordinal);
        await node.WaitForRevisionAsync(2);
        Assert.Equal(IdentityMatch.Matched, (await node.CheckAsync(Samples.LicenseCheck(unit))).Identity);
        Assert.Empty((await node.Registry.ListQuarantineAsync(new ListQuarantineRequest(), NodeHost.Call())).Events);
    }

    private static async Task<string> PublishAsync(OperatorRegistry registry, string unit, string name)
    {
        var root = Root();
        string[] words =
        [
            Path.Combine(root, "tests", "interop", "redis", "publish.py"), registry.Redis.Port.ToString(CultureInfo.InvariantCulture), "main", registry.KeyFile,
            unit, name, Path.Combine(root, "src", "CreditQuery.Log", "Redis", "Scripts"),
        ];
        using var python = Process.Start(new ProcessStartInfo("/usr/bin/python3", words) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var said = python.StandardOutput.ReadToEndAsync(Token);
        var failed = await python.StandardError.ReadToEndAsync(Token);
        await python.WaitForExitAsync(Token).WaitAsync(NodeHost.Patience, Token);
        Assert.True(python.ExitCode == 0, failed);
        return await said;
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "CreditQuery.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("CreditQuery.sln");
        }

        return folder;
    }
}
