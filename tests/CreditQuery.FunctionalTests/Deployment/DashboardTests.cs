using System.Text.Json;
using System.Text.RegularExpressions;
using CreditQuery.FunctionalTests.Node;
using CreditQuery.Server.Telemetry.Prometheus;
using Microsoft.Extensions.DependencyInjection;

namespace CreditQuery.FunctionalTests.Deployment;

/// <summary>Dashboard and alerts ask for metrics that a node has, and lead to headings that are there.</summary>
public sealed partial class DashboardTests
{
    [Fact]
    public async Task Queries_OfDashboardAndAlerts_NameMetricsThatExist()
    {
        await using var node = await NodeHost.StartAsync(("Telemetry:PrometheusEndpoint", "127.0.0.1:0"));
        var names = node.Services.GetRequiredService<MetricCollector>().Names;

        var asked = Dashboard().Concat(Rules().Select(static rule => rule["expr"].Text)).SelectMany(static query => Metric().Matches(query)).Select(static match => match.Value).Distinct().ToArray();

        Assert.NotEmpty(asked);
        Assert.Empty(asked.Except(names));
    }

    [Fact]
    public void Names_InOperations_AreOfMetricsThatAreAsked()
    {
        // What an alert or panel shows is explained.
        var told = Tree.Read("docs", "operations.md");

        Assert.All(
            Dashboard().SelectMany(static query => Metric().Matches(query)).Select(static match => Ending().Replace(match.Value, "")).Where(static name => name.StartsWith("creditquery", StringComparison.Ordinal)).Distinct(),
            name => Assert.Contains(name, told, StringComparison.Ordinal));
    }

    [Fact]
    public void Runbooks_OfAlerts_AreHeadings()
    {
        Assert.NotEmpty(Rules());
        Assert.All(Rules(), static rule =>
        {
            var target = rule["annotations"]["runbook"].Text.Split('#');
            Assert.Contains(target[1], Headings.Of(Path.Combine(target[0].Split('/'))));
        });
    }

    [Fact]
    public async Task Rules_ByPrometheussOwnTool_AreValid()
    {
        if (Tree.Find("promtool") is not { } tool)
        {
            // The tests above stand in: the tool comes with Debian's package prometheus.
            TestContext.Current.TestOutputHelper?.WriteLine("promtool is not installed.");
            return;
        }

        var (code, told) = await Tree.RunAsync(tool, ["check", "rules", Tree.PathOf("deploy", "prometheus", "rules.yml")]);

        Assert.True(code == 0, told);
    }

    [Fact]
    public void Panels_OfTheDashboard_UseTheProvisionedSource()
    {
        var uid = Yaml.ReadAll("deploy", "grafana", "provisioning", "datasources", "prometheus.yml").Single()["datasources"].Items.Single()["uid"].Text;
        using var json = JsonDocument.Parse(Tree.Read("deploy", "grafana", "dashboards", "creditquery.json"));

        var panels = json.RootElement.GetProperty("panels").EnumerateArray().ToArray();

        Assert.All(panels, panel => Assert.Equal(uid, panel.GetProperty("datasource").GetProperty("uid").GetString()));
        Assert.Equal(panels.Length, panels.Select(static panel => panel.GetProperty("id").GetInt32()).Distinct().Count());
    }

    [Fact]
    public void Targets_OfPrometheus_AreServicesOfTheComposeFile()
    {
        var services = Yaml.ReadAll("docker-compose.yml").Single()["services"].Fields.Keys;
        var targets = Yaml.ReadAll("deploy", "prometheus", "prometheus.yml").Single().At("scrape_configs").Items
            .SelectMany(static job => job["static_configs"].Items).SelectMany(static group => group["targets"].Items).Select(static target => target.Text.Split(':')[0]);

        Assert.Empty(targets.Except(services));
    }

    private static List<string> Dashboard()
    {
        using var json = JsonDocument.Parse(Tree.Read("deploy", "grafana", "dashboards", "creditquery.json"));
        return [.. json.RootElement.GetProperty("panels").EnumerateArray().SelectMany(static panel => panel.GetProperty("targets").EnumerateArray()).Select(static target => target.GetProperty("expr").GetString()!)];
    }

    private static List<YamlNode> Rules() =>
        [.. Yaml.ReadAll("deploy", "prometheus", "rules.yml").Single()["groups"].Items.SelectMany(static group => group["rules"].Items)];

    [GeneratedRegex("\\b(creditquery|dotnet)_[a-z0-9_]+\\b")]
    private static partial Regex Metric();

    [GeneratedRegex("_(bucket|sum|count)$")]
    private static partial Regex Ending();
}
