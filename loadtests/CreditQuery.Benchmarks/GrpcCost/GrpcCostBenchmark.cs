using System.Diagnostics;
using System.Globalization;
using System.Net;
using CreditQuery.GrpcHosting;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CreditQuery.Benchmarks.GrpcCost;

/// <summary>
/// CPU and allocation of a trivial unary call against a fixed reply of bare Kestrel, in alternation in one process under h2load.
/// </summary>
internal static class GrpcCostBenchmark
{
    private const string Path = "/benchmark.Echo/Say";

    private static readonly Method<StringValue, StringValue> Method = new(
        MethodType.Unary,
        "benchmark.Echo",
        "Say",
        Marshallers.Create<StringValue>(Write, static context => StringValue.Parser.ParseFrom(context.PayloadAsReadOnlySequence())),
        Marshallers.Create<StringValue>(Write, static context => StringValue.Parser.ParseFrom(context.PayloadAsReadOnlySequence())));

    public static async Task<int> RunAsync(int requests, int rounds)
    {
        var message = new StringValue { Value = "must check" }.ToByteArray();
        byte[] frame = [0, 0, 0, 0, (byte)message.Length, .. message];
        var body = System.IO.Path.GetTempFileName();
        await File.WriteAllBytesAsync(body, frame);
        await using var bare = Build(app => app.Run(context => ReplyAsync(context, frame)));
        await using var grpc = Build(app => app.MapGrpcService(ServerServiceDefinition.CreateBuilder()
            .AddMethod(Method, static (request, _) => Task.FromResult(request))
            .Build()));
        await bare.StartAsync();
        await grpc.StartAsync();
        await MeasureAsync(bare, body, requests);
        await MeasureAsync(grpc, body, requests);
        var ratios = new List<double>();
        for (var round = 1; round <= rounds; round++)
        {
            var one = await MeasureAsync(bare, body, requests);
            var other = await MeasureAsync(grpc, body, requests);
            ratios.Add(other.Microseconds / one.Microseconds);
            await Console.Out.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture,
                $"round {round}: bare {one.Microseconds:F2} us {one.Bytes:F0} B, unary {other.Microseconds:F2} us {other.Bytes:F0} B, ratio {ratios[^1]:F3}"));
        }

        ratios.Sort();
        await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"median ratio {ratios[rounds / 2]:F3}"));
        File.Delete(body);
        await GrpcClientBenchmark.RunAsync(AddressOf(grpc), Method, frame, requests / 4, rounds);
        return 0;
    }

    private static void Write(StringValue value, SerializationContext context)
    {
        context.SetPayloadLength(value.CalculateSize());
        value.WriteTo(context.GetBufferWriter());
        context.Complete();
    }

    private static Task ReplyAsync(HttpContext context, byte[] frame)
    {
        var read = context.Request.BodyReader.ReadAsync();
        if (!read.IsCompletedSuccessfully)
        {
            return ReplySlowlyAsync(context, frame, read);
        }

        context.Request.BodyReader.AdvanceTo(read.Result.Buffer.End);
        context.Response.ContentType = "application/grpc";
        frame.CopyTo(context.Response.BodyWriter.GetSpan(frame.Length));
        context.Response.BodyWriter.Advance(frame.Length);
        return Task.CompletedTask;
    }

    private static async Task ReplySlowlyAsync(HttpContext context, byte[] frame, ValueTask<System.IO.Pipelines.ReadResult> read)
    {
        context.Request.BodyReader.AdvanceTo((await read).Buffer.End);
        context.Response.ContentType = "application/grpc";
        frame.CopyTo(context.Response.BodyWriter.GetSpan(frame.Length));
        context.Response.BodyWriter.Advance(frame.Length);
    }

    private static WebApplication Build(Action<WebApplication> map)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static kestrel =>
        {
            kestrel.UseGrpcDefaults();
            kestrel.Listen(IPAddress.Loopback, 0);
        });
        builder.Services.AddGrpc();
        var app = builder.Build();
        map(app);
        return app;
    }

    private static Uri AddressOf(WebApplication app) =>
        new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    private static async Task<(double Microseconds, double Bytes)> MeasureAsync(WebApplication app, string body, int requests)
    {
        var count = requests.ToString(CultureInfo.InvariantCulture);
        using var self = Process.GetCurrentProcess();
        var cpu = self.TotalProcessorTime;
        var bytes = GC.GetTotalAllocatedBytes();
        using var load = Process.Start(new ProcessStartInfo(
            "taskset",
            ["-c", "1", "h2load", "-n", count, "-c", "4", "-m", "50", "-d", body, "-H", "content-type: application/grpc", "-H", "te: trailers", new Uri(AddressOf(app), Path).ToString()])
        {
            RedirectStandardOutput = true,
        })!;
        var output = await load.StandardOutput.ReadToEndAsync();
        await load.WaitForExitAsync();
        if (!output.Contains($"{count} succeeded", StringComparison.Ordinal))
        {
            throw new InvalidOperationException(output);
        }

        self.Refresh();
        return ((self.TotalProcessorTime - cpu).TotalMicroseconds / requests, (GC.GetTotalAllocatedBytes() - bytes) / (double)requests);
    }
}
