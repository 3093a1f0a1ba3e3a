using System.Globalization;
using System.IO.Pipelines;
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

/// <summary>The servers that are compared, on two ports of one process: bare Kestrel with a fixed reply, and trivial gRPC methods.</summary>
/// <remarks>A command of its own, so that its processor time is told apart from the load's and anyone can point h2load at it.</remarks>
internal static class EchoServer
{
    public const string Command = "grpc-serve";
    public const string Service = "benchmark.Echo";

    public static readonly Method<StringValue, StringValue> Say = Make(MethodType.Unary, "Say");
    public static readonly Method<StringValue, StringValue> Chat = Make(MethodType.DuplexStreaming, "Chat");

    /// <summary>The request and the fixed reply: a message of 12 bytes with its prefix.</summary>
    public static readonly byte[] Frame = FrameOf(new StringValue { Value = "must check" });

    // What the bare server replies.
    private static byte[] _reply = Frame;

    /// <summary>Serves until the standard input ends. Prints one line: address of the bare one, address of the gRPC one, and of the same over our own HTTP/2.</summary>
    /// <param name="replyBytes">Bytes of the bare reply; 0 for that of the trivial call.</param>
    public static async Task<int> RunAsync(int replyBytes)
    {
        _reply = replyBytes == 0 ? Frame : FrameOfLength(replyBytes);
        await using var bare = Build(static app => app.Run(ReplyAsync));
        await using var grpc = Build(Map);
        await using var own = Build(Map, isOwn: true);
        await bare.StartAsync();
        await grpc.StartAsync();
        await own.StartAsync();
        await Console.Out.WriteLineAsync($"{AddressOf(bare)} {AddressOf(grpc)} {AddressOf(own)}");
        while (await Console.In.ReadLineAsync() is not null)
        {
            // Each line asks for the bytes allocated so far.
            await Console.Out.WriteLineAsync(GC.GetTotalAllocatedBytes().ToString(CultureInfo.InvariantCulture));
        }

        return 0;

        static void Map(WebApplication app)
        {
            // As the node has it; without a call of its own an application puts routing first.
            app.UseGrpcShortcut(static _ => null);
            app.UseRouting();
            app.MapGrpcService(ServerServiceDefinition.CreateBuilder()
                .AddMethod(Say, static (request, _) => Task.FromResult(request))
                .AddMethod(Chat, ChatAsync)
                .Build());
        }
    }

    public static byte[] FrameOf(IMessage message)
    {
        var payload = message.ToByteArray();
        var frame = new byte[5 + payload.Length];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), payload.Length);
        payload.CopyTo(frame, 5);
        return frame;
    }

    private static byte[] FrameOfLength(int bytes)
    {
        var frame = new byte[bytes];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), bytes - 5);
        return frame;
    }

    private static Method<StringValue, StringValue> Make(MethodType type, string name)
    {
        var marshaller = Marshallers.Create<StringValue>(Write, static context => StringValue.Parser.ParseFrom(context.PayloadAsReadOnlySequence()));
        return new Method<StringValue, StringValue>(type, Service, name, marshaller, marshaller);
    }

    private static void Write(StringValue value, SerializationContext context)
    {
        context.SetPayloadLength(value.CalculateSize());
        value.WriteTo(context.GetBufferWriter());
        context.Complete();
    }

    /// <summary>Echoes, and flushes when no further message is at hand.</summary>
    private static async Task ChatAsync(IAsyncStreamReader<StringValue> requests, IServerStreamWriter<StringValue> replies, ServerCallContext context)
    {
        var buffered = new WriteOptions(WriteFlags.BufferHint);
        var more = await requests.MoveNext(CancellationToken.None);
        while (more)
        {
            var message = requests.Current;
            var next = requests.MoveNext(CancellationToken.None);
            replies.WriteOptions = next.IsCompletedSuccessfully && next.Result ? buffered : null;
            await replies.WriteAsync(message);
            more = await next;
        }
    }

    private static Task ReplyAsync(HttpContext context)
    {
        var read = context.Request.BodyReader.ReadAsync();
        if (!read.IsCompletedSuccessfully)
        {
            return ReplySlowlyAsync(context, read);
        }

        Reply(context, read.Result);
        return Task.CompletedTask;
    }

    private static async Task ReplySlowlyAsync(HttpContext context, ValueTask<ReadResult> read) => Reply(context, await read);

    private static void Reply(HttpContext context, ReadResult read)
    {
        context.Request.BodyReader.AdvanceTo(read.Buffer.End);
        context.Response.ContentType = "application/grpc";
        _reply.CopyTo(context.Response.BodyWriter.GetSpan(_reply.Length));
        context.Response.BodyWriter.Advance(_reply.Length);
    }

    private static WebApplication Build(Action<WebApplication> map, bool isOwn = false)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.UseGrpcDefaults();
            kestrel.Listen(IPAddress.Loopback, 0, listen =>
            {
                if (isOwn)
                {
                    listen.UseOwnHttp2();
                }
            });
        });
        builder.Services.AddOwnHttp2();
        builder.Services.AddGrpc();
        var app = builder.Build();
        map(app);
        return app;
    }

    private static string AddressOf(WebApplication app) =>
        app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
}
