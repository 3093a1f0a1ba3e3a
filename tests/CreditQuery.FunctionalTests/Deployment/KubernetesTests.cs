using CreditQuery.Cli.Commands;
using CreditQuery.Cli.Output;

namespace CreditQuery.FunctionalTests.Deployment;

/// <summary>The manifests hang together: what one names, another has.</summary>
public sealed class KubernetesTests
{
    private static readonly YamlNode Kustomization = Yaml.ReadAll("deploy", "kubernetes", "kustomization.yaml").Single();
    private static readonly List<YamlNode> All = [.. Kustomization["resources"].Items.SelectMany(static file => Yaml.ReadAll("deploy", "kubernetes", file.Text))];
    private static readonly YamlNode Nodes = One("StatefulSet", "creditquery");
    private static readonly YamlNode Pod = Nodes.At("spec", "template", "spec");
    private static readonly YamlNode Container = Pod["containers"].Items.Single();

    [Fact]
    public void Files_OfTheFolder_AreAllListed()
    {
        var files = Directory.GetFiles(Tree.PathOf("deploy", "kubernetes"), "*.yaml").Select(Path.GetFileName).Where(static name => name != "kustomization.yaml");

        Assert.Equal(files.Order(StringComparer.Ordinal), Kustomization["resources"].Items.Select(static file => file.Text).Order(StringComparer.Ordinal));
        Assert.All(All, static one =>
        {
            Assert.NotEqual("", one["apiVersion"].Text);
            Assert.NotEqual("", one.At("metadata", "name").Text);
        });
    }

    [Fact]
    public void Selectors_OfEverything_FindTheNodes()
    {
        var labels = Nodes.At("spec", "template", "metadata", "labels").Fields;
        YamlNode[] selectors =
        [
            Nodes.At("spec", "selector", "matchLabels"),
            One("Service", "creditquery")["spec"]["selector"],
            One("Service", "creditquery-registry")["spec"]["selector"],
            One("Service", Nodes.At("spec", "serviceName").Text)["spec"]["selector"],
            One("NetworkPolicy", "creditquery").At("spec", "podSelector", "matchLabels"),
            One("PodDisruptionBudget", "creditquery").At("spec", "selector", "matchLabels"),
        ];

        foreach (var selector in selectors)
        {
            Assert.Equal(labels.Select(static label => (label.Key, label.Value.Text)), selector.Fields.Select(static label => (label.Key, label.Value.Text)));
        }
    }

    [Fact]
    public void Ports_OfServicesAndPolicies_AreThoseOfTheNodes()
    {
        var ports = Container["ports"].Items.ToDictionary(static port => port["name"].Text, static port => port["containerPort"].Text, StringComparer.Ordinal);
        var options = One("ConfigMap", "creditquery-options")["data"];

        Assert.EndsWith(":" + ports["query"], options["Server__QueryEndpoint"].Text, StringComparison.Ordinal);
        Assert.EndsWith(":" + ports["registry"], options["Server__RegistryEndpoint"].Text, StringComparison.Ordinal);
        Assert.EndsWith(":" + ports["metrics"], options["Telemetry__PrometheusEndpoint"].Text, StringComparison.Ordinal);
        Assert.All(
            All.Where(static one => one["kind"].Text == "Service").SelectMany(static service => service["spec"]["ports"].Items),
            port => Assert.Equal(ports[port["targetPort"].Text], port["port"].Text));
        var let = One("NetworkPolicy", "creditquery").At("spec", "ingress").Items.SelectMany(static rule => rule["ports"].Items).Select(static port => port["port"].Text);
        Assert.Equal(ports.Values.Order(StringComparer.Ordinal), let.Order(StringComparer.Ordinal));
        NodeOptions.AssertKnown(options.Fields.Keys);
        NodeOptions.AssertKnown(Container["env"].Items.Select(static one => one["name"].Text).Concat(options.Fields.Keys));
    }

    [Theory]
    [InlineData("startupProbe")]
    [InlineData("readinessProbe")]
    public void Probe_ByCreditq_IsACommandOfIt(string probe)
    {
        var words = Container.At(probe, "exec", "command").Items.Select(static word => word.Text).ToArray();
        using var output = new StringWriter();
        using var messages = new StringWriter();
        using var input = new StringReader("");
        var terminal = new Terminal(output, messages, input, outputIsTerminal: false, errorIsTerminal: false);

        Assert.Equal("/opt/creditq/creditq", words[0]);
        Assert.Equal("health", words[1]);
        Assert.Empty(CliApplication.Root(terminal).Parse(words[1..]).Errors);
        Assert.Contains("https://127.0.0.1:5080", words);
        var mount = Container["volumeMounts"].Items.Single(static mount => mount["name"].Text == "tls")["mountPath"].Text;
        Assert.All(words.Where(static word => word.StartsWith('/')).Skip(1), word => Assert.StartsWith(mount + "/", word, StringComparison.Ordinal));
    }

    [Fact]
    public void Pod_HasNoRightsItDoesNotNeed()
    {
        Assert.Equal("false", Pod["automountServiceAccountToken"].Text);
        Assert.Equal("true", Pod.At("securityContext", "runAsNonRoot").Text);
        Assert.Equal("RuntimeDefault", Pod.At("securityContext", "seccompProfile", "type").Text);
        Assert.Equal("false", Container.At("securityContext", "allowPrivilegeEscalation").Text);
        Assert.Equal("true", Container.At("securityContext", "readOnlyRootFilesystem").Text);
        Assert.Equal(["ALL"], Container.At("securityContext", "capabilities", "drop").Items.Select(static one => one.Text));
        Assert.Equal(["Ingress", "Egress"], One("NetworkPolicy", "creditquery").At("spec", "policyTypes").Items.Select(static one => one.Text));
    }

    [Fact]
    public void Volumes_OfTheContainer_AreThePods()
    {
        var volumes = Pod["volumes"].Items.Select(static volume => volume["name"].Text)
            .Concat(Nodes.At("spec", "volumeClaimTemplates").Items.Select(static claim => claim.At("metadata", "name").Text));

        Assert.Equal(volumes.Order(StringComparer.Ordinal), Container["volumeMounts"].Items.Select(static mount => mount["name"].Text).Order(StringComparer.Ordinal));
    }

    private static YamlNode One(string kind, string name) => All.Single(one => one["kind"].Text == kind && one.At("metadata", "name").Text == name);
}
