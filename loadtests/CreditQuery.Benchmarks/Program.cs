using System.Globalization;
using BenchmarkDotNet.Running;
using CreditQuery.Benchmarks.GrpcCost;
using CreditQuery.Benchmarks.Index;
using CreditQuery.Benchmarks.Log;
using CreditQuery.Benchmarks.Nodes;
using CreditQuery.Benchmarks.Watch;

// dotnet run -c Release --project loadtests/CreditQuery.Benchmarks -- index --subjects 10000000
// taskset -c 1 dotnet run -c Release --project loadtests/CreditQuery.Benchmarks -- grpc --calls 400000 --rounds 7 [--part unary] [--node FOLDER] [--http2 Own|Kestrel]
// dotnet run -c Release --project loadtests/CreditQuery.Benchmarks -- beside --subjects 2000000
// taskset -c 1 dotnet artifacts/bin/CreditQuery.Benchmarks/release/CreditQuery.Benchmarks.dll watch [--part fan] [--subscribers 10000]
// dotnet run -c Release --project loadtests/CreditQuery.Benchmarks -- redis --events 100000 [--fsync always]
string Option(string name, string absent) => Array.IndexOf(args, name) is var at and >= 0 && at + 1 < args.Length ? args[at + 1] : absent;

if (args is [EchoServer.Command, ..])
{
    return await EchoServer.RunAsync(int.Parse(Option("--reply-bytes", "0"), CultureInfo.InvariantCulture));
}

if (args is [WatchNode.Command, ..])
{
    return await WatchNode.RunAsync(Option("--folder", ""), args[3..]);
}

if (args is [WatchTrouble.Command, ..])
{
    return await WatchTrouble.RunAsync(Option("--address", ""), Option("--token", ""), int.Parse(Option("--behind", "500000"), CultureInfo.InvariantCulture));
}

if (args is ["watch", ..])
{
    return await WatchBenchmark.RunAsync(
        Option("--part", ""),
        int.Parse(Option("--subscribers", "10000"), CultureInfo.InvariantCulture),
        int.Parse(Option("--appends", "50"), CultureInfo.InvariantCulture),
        int.Parse(Option("--transitions", "100000"), CultureInfo.InvariantCulture),
        int.Parse(Option("--behind", "500000"), CultureInfo.InvariantCulture));
}

if (args is ["grpc", ..])
{
    return await GrpcCostBenchmark.RunAsync(
        int.Parse(Option("--calls", "400000"), CultureInfo.InvariantCulture),
        int.Parse(Option("--rounds", "7"), CultureInfo.InvariantCulture),
        Option("--part", ""),
        Option("--node", "") is { Length: > 0 } folder ? Path.GetFullPath(folder) : null,
        Option("--http2", "Own"));
}

if (args is ["long", ..])
{
    return LongRecordBenchmark.Run(
        Option("--folder", Path.Combine(Path.GetTempPath(), "creditquery-long-records")), Option("--catalogue", Path.Combine("catalogues", "cn-2026.yaml")));
}

if (args is ["redis", ..])
{
    return await RedisLogBenchmark.RunAsync(
        int.Parse(Option("--events", "100000"), CultureInfo.InvariantCulture),
        Option("--fsync", "everysec"),
        Option("--catalogue", Path.Combine("catalogues", "cn-2026.yaml")));
}

if (args is ["visible", ..])
{
    return await VisibilityBenchmark.RunAsync(
        int.Parse(Option("--seconds", "10"), CultureInfo.InvariantCulture), Option("--fsync", "everysec"), Option("--catalogue", Path.Combine("catalogues", "cn-2026.yaml")));
}

if (args is ["peer", ..])
{
    return await PeerBenchmark.RunAsync(
        Path.GetFullPath(Option("--node", "node")), int.Parse(Option("--calls", "200000"), CultureInfo.InvariantCulture), int.Parse(Option("--rounds", "7"), CultureInfo.InvariantCulture));
}

if (args is ["import", ..])
{
    return await ImportBenchmark.RunAsync(
        Path.GetFullPath(Option("--sample", "sample")),
        int.Parse(Option("--calls", "100000"), CultureInfo.InvariantCulture),
        int.Parse(Option("--rounds", "60"), CultureInfo.InvariantCulture),
        long.Parse(Option("--memory", "8589934592"), CultureInfo.InvariantCulture));
}

if (args is ["beside", ..])
{
    return BesideBenchmark.Run(
        int.Parse(Option("--subjects", "2000000"), CultureInfo.InvariantCulture),
        Option("--folder", Path.Combine(Path.GetTempPath(), "creditquery-beside")),
        Option("--catalogue", Path.Combine("catalogues", "cn-2026.yaml")),
        long.Parse(Option("--memory", "4294967296"), CultureInfo.InvariantCulture));
}

if (args is ["locking"])
{
    return LockingComparison.Run();
}

if (args is not ["index", ..])
{
    BenchmarkSwitcher.FromAssembly(typeof(IndexBenchmark).Assembly).Run(args);
    return 0;
}

return IndexBenchmark.Run(
    int.Parse(Option("--subjects", "1000000"), CultureInfo.InvariantCulture),
    Option("--folder", Path.Combine(Path.GetTempPath(), "creditquery-index-benchmark")),
    Option("--catalogue", Path.Combine("catalogues", "cn-2026.yaml")),
    Option("--huge-pages", "yes") == "yes");
