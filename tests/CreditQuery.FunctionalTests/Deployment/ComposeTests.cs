using System.Text.RegularExpressions;

namespace CreditQuery.FunctionalTests.Deployment;

/// <summary>What docker-compose.yml names exists, and nothing of it can be reached from another machine.</summary>
public sealed partial class ComposeTests
{
    private static readonly YamlNode File = Yaml.ReadAll("docker-compose.yml").Single();

    // What deploy/certificates.sh makes, see its list.
    private static readonly string[] Pieces = ["node-a", "node-b", "redis", "haproxy", "prometheus", "client"];

    [Fact]
    public void Ports_OfEveryService_AreOfThisMachineOnly()
    {
        var ports = Services().SelectMany(static service => service["ports"].Items).Select(static port => port.Text).ToArray();

        Assert.NotEmpty(ports);
        Assert.All(ports, static port => Assert.Matches("^127\\.0\\.0\\.1:[0-9]+:[0-9]+$", port));
        Assert.All(Services(), static service => Assert.NotEqual("host", service["network_mode"].Text));
    }

    [Fact]
    public void Volumes_OfEveryService_LeadToWhatExists()
    {
        foreach (var source in Services().SelectMany(static service => service["volumes"].Items).Select(static volume => volume.Text.Split(':')[0]))
        {
            if (source.StartsWith("./certs", StringComparison.Ordinal))
            {
                Assert.True(source == "./certs" || Pieces.Contains(source["./certs/".Length..]), source);
            }
            else if (source.StartsWith("./", StringComparison.Ordinal))
            {
                Assert.True(System.IO.File.Exists(Tree.PathOf(source)) || Directory.Exists(Tree.PathOf(source)), source);
            }
            else
            {
                Assert.Contains(source, File["volumes"].Fields.Keys);
            }
        }
    }

    [Fact]
    public void Images_OfEveryService_HaveATagThatDoesNotMove()
    {
        var images = Services().Select(static service => service["image"].Text).ToArray();

        Assert.DoesNotContain("", images);
        Assert.All(images, static image => Assert.Matches("^[a-z-]+(/[a-z-]+)?:v?[0-9]+\\.[0-9]+\\.[0-9]+$", image));
    }

    [Fact]
    public void Options_OfTheNodes_AreOptions()
    {
        foreach (var node in new[] { "node-a", "node-b" })
        {
            NodeOptions.AssertKnown(File["services"][node]["environment"].Fields.Keys);
        }

        NodeOptions.AssertKnown(EnvironmentOfImage().Matches(Tree.Read("Dockerfile")).Select(static match => match.Groups[1].Value));
        NodeOptions.AssertKnown(LineOfFile().Matches(Tree.Read("deploy", "systemd", "creditquery.env")).Select(static match => match.Groups[1].Value));
    }

    [Fact]
    public void Dockerfile_LastUserOfEachStage_IsNotRoot()
    {
        var text = Tree.Read("Dockerfile");

        foreach (var stage in text.Split("\nFROM ").Skip(1).Where(static stage => !stage.StartsWith("${DOTNET_IMAGES}/sdk", StringComparison.Ordinal)))
        {
            Assert.Contains("\nUSER $APP_UID\n", stage, StringComparison.Ordinal);
        }

        foreach (var copied in CopiedFile().Matches(text).Select(static match => match.Groups[1].Value))
        {
            Assert.True(System.IO.File.Exists(Tree.PathOf(copied)), copied);
        }
    }

    [Fact]
    public async Task Config_ByDockersOwnTool_IsValid()
    {
        if (Tree.Find("docker-compose") is not { } tool)
        {
            // The tests above stand in: the tool comes with Debian's package docker-compose.
            TestContext.Current.TestOutputHelper?.WriteLine("docker-compose is not installed.");
            return;
        }

        var (code, told) = await Tree.RunAsync(tool, ["-f", Tree.PathOf("docker-compose.yml"), "config", "--quiet"]);

        Assert.True(code == 0, told);
    }

    private static IEnumerable<YamlNode> Services() => File["services"].Fields.Values;

    [GeneratedRegex(@"^(?:ENV|   ) ([A-Za-z]+(?:__[A-Za-z]+)+)=", RegexOptions.Multiline)]
    private static partial Regex EnvironmentOfImage();

    [GeneratedRegex("^#?([A-Za-z]+(?:__[A-Za-z]+)+)=", RegexOptions.Multiline)]
    private static partial Regex LineOfFile();

    [GeneratedRegex(@"(deploy/[a-z-]+\.sh)")]
    private static partial Regex CopiedFile();
}
