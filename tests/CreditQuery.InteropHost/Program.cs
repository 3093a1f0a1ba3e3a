using CreditQuery.InteropHost;
using Grpc.Net.Client;

// server [--port N]                     serves grpc.testing.TestService
// client --port N [--case NAME|all]     runs the official cases against a server
var port = int.Parse(Option("--port") ?? "10000", System.Globalization.CultureInfo.InvariantCulture);
if (args is ["client", ..])
{
    using var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{port}");
    return await InteropRunner.RunAsync(channel, Option("--case") ?? "all");
}

using var certificate = args.Contains("--tls") ? TestCertificate.Create("localhost") : null;
await using var app = InteropServer.Build(port, certificate);
await app.StartAsync();
await Console.Out.WriteLineAsync($"listening {app.Urls.First()}");
await app.WaitForShutdownAsync();
return 0;

string? Option(string name)
{
    var index = Array.IndexOf(args, name);
    return index >= 0 && index + 1 < args.Length ? args[index + 1] : null;
}
