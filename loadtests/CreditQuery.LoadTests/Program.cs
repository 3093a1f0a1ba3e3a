using System.CommandLine;
using CreditQuery.LoadTests;

var address = new Option<string>("--address") { Description = "Address of the query service.", DefaultValueFactory = _ => "http://127.0.0.1:5080" };
var mode = new Option<LoadMode>("--mode") { Description = "unary, stream or batch.", DefaultValueFactory = _ => LoadMode.Unary };
var rate = new Option<int>("--rate") { Description = "Checks per second, in all; 1 to 5,000,000.", DefaultValueFactory = _ => 10_000 };
var seconds = new Option<int>("--seconds") { Description = "Length of the measured part; 1 to 600.", DefaultValueFactory = _ => 10 };
var warmup = new Option<int>("--warmup") { Description = "Checks before it, not measured.", DefaultValueFactory = _ => 200_000 };
var connections = new Option<int>("--connections") { Description = "HTTP/2 connections; 1 to 64.", DefaultValueFactory = _ => 4 };
var inFlight = new Option<int>("--in-flight") { Description = "Checks under way per connection; beyond, due checks are skipped and counted.", DefaultValueFactory = _ => 1_000 };
var scenario = new Option<string>("--scenario") { Description = "Scenario of every check.", DefaultValueFactory = _ => "admin_license" };
var region = new Option<string>("--region") { Description = "Region of every check.", DefaultValueFactory = _ => "140000" };
var subjects = new Option<FileInfo?>("--subjects") { Description = "File with one identifier per line; default: invented codes of region 999999." };
var json = new Option<bool>("--json") { Description = "Print the report as JSON." };

var command = new RootCommand("Open-loop load on a CreditQuery node: latencies count from the time a check was due, and every grpc-status is read.")
{
    address, mode, rate, seconds, warmup, connections, inFlight, scenario, region, subjects, json,
};
command.SetAction(async (parsed, cancellationToken) =>
{
    var options = new LoadOptions
    {
        Address = parsed.GetValue(address)!,
        Mode = parsed.GetValue(mode),
        Rate = Math.Clamp(parsed.GetValue(rate), 1, 5_000_000),
        Seconds = Math.Clamp(parsed.GetValue(seconds), 1, 600),
        Warmup = Math.Max(0, parsed.GetValue(warmup)),
        Connections = Math.Clamp(parsed.GetValue(connections), 1, 64),
        InFlight = Math.Max(1, parsed.GetValue(inFlight)),
        Scenario = parsed.GetValue(scenario)!,
        Region = parsed.GetValue(region)!,
        Subjects = SubjectPool.Load(parsed.GetValue(subjects)),
    };
    var report = await LoadRun.RunAsync(options, cancellationToken);
    report.Print(parsed.GetValue(json));
    return report.Failed == 0 ? 0 : 1;
});
return await command.Parse(args).InvokeAsync();
