using CreditQuery.FunctionalTests.Grpc.RawHttp2;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Microsoft.Extensions.DependencyInjection;

namespace CreditQuery.FunctionalTests.Grpc.Services;

/// <summary>Interceptors and service lifetimes.</summary>
public sealed class InterceptorTests
{
    [Fact]
    public async Task Server_Interceptors_RunInOrderAroundAllKindsOfCalls()
    {
        var log = new List<string>();
        await using var server = await ProbeServer.StartAsync(options: options =>
        {
            options.Interceptors.Add<Tracing>("outer", log);
            options.Interceptors.Add<Tracing>("inner", log);
        });
        foreach (var path in new[] { Probe.UnaryPath, Probe.ClientStreamPath, Probe.ServerStreamPath, Probe.DuplexPath })
        {
            log.Clear();

            var response = await server.SendAsync(path, GrpcBytes.Message([1]));

            Assert.Equal("0", response.Trailer("grpc-status"));
            Assert.Equal(["outer in", "inner in", "inner out", "outer out"], log);
        }
    }

    [Fact]
    public async Task Server_InterceptorThatThrows_SetsTheStatus()
    {
        await using var server = await ProbeServer.StartAsync(options: static options => options.Interceptors.Add<Refusing>());

        var response = await server.SendAsync(Probe.UnaryPath, GrpcBytes.Message([1]));

        Assert.Equal("7", response.Trailer("grpc-status"));
    }

    [Theory]
    [InlineData(ServiceLifetime.Singleton, 1)]
    [InlineData(ServiceLifetime.Scoped, 2)]
    [InlineData(ServiceLifetime.Transient, 2)]
    public async Task Server_RegisteredInterceptor_IsResolvedByItsLifetime(ServiceLifetime lifetime, int instances)
    {
        var counter = new InstanceCounter();
        await using var server = await ProbeServer.StartAsync(
            options: static options => options.Interceptors.Add<Counting>(),
            services: services =>
            {
                services.AddSingleton(counter);
                services.Add(new ServiceDescriptor(typeof(Counting), typeof(Counting), lifetime));
            });

        await server.SendAsync(Probe.UnaryPath, GrpcBytes.Message([1]));
        await server.SendAsync(Probe.UnaryPath, GrpcBytes.Message([1]));

        Assert.Equal(instances, counter.Made);
    }

    [Fact]
    public async Task Server_UnregisteredInterceptor_IsMadeAndDisposedPerCall()
    {
        var counter = new InstanceCounter();
        await using var server = await ProbeServer.StartAsync(
            options: static options => options.Interceptors.Add<Counting>(),
            services: services => services.AddSingleton(counter));

        await server.SendAsync(Probe.UnaryPath, GrpcBytes.Message([1]));
        await server.SendAsync(Probe.UnaryPath, GrpcBytes.Message([1]));

        Assert.Equal((2, 2), (counter.Made, counter.Disposed));
    }

    [Fact]
    public async Task Client_Intercept_SeesTheCallAndChangesItsMetadata()
    {
        var seen = new TaskCompletionSource<string?>();
        await using var server = await ProbeServer.StartAsync(new Probe
        {
            Unary = (request, context) =>
            {
                seen.SetResult(context.RequestHeaders.GetValue("x-added"));
                return Task.FromResult(request);
            },
        });
        using var channel = server.OpenChannel();
        var invoker = channel.Intercept(static metadata =>
        {
            metadata.Add("x-added", "1");
            return metadata;
        });

        await invoker.AsyncUnaryCall(Probe.UnaryMethod, null, default, [1]);

        Assert.Equal("1", await seen.Task);
    }

    private sealed class Tracing(string name, List<string> log) : Interceptor
    {
        public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
            TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation) =>
            AroundAsync(() => continuation(request, context));

        public override Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
            IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation) =>
            AroundAsync(() => continuation(requestStream, context));

        public override Task ServerStreamingServerHandler<TRequest, TResponse>(
            TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation) =>
            AroundAsync(async () =>
            {
                await continuation(request, responseStream, context);
                return 0;
            });

        public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
            IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, DuplexStreamingServerMethod<TRequest, TResponse> continuation) =>
            AroundAsync(async () =>
            {
                await continuation(requestStream, responseStream, context);
                return 0;
            });

        private async Task<T> AroundAsync<T>(Func<Task<T>> run)
        {
            log.Add($"{name} in");
            var result = await run();
            log.Add($"{name} out");
            return result;
        }
    }

    private sealed class Refusing : Interceptor
    {
        public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
            TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation) =>
            throw new RpcException(new Status(StatusCode.PermissionDenied, "no"));
    }

    private sealed class InstanceCounter
    {
        public int Made { get; set; }

        public int Disposed { get; set; }
    }

    private sealed class Counting : Interceptor, IDisposable
    {
        private readonly InstanceCounter _counter;

        public Counting(InstanceCounter counter)
        {
            _counter = counter;
            counter.Made++;
        }

        public void Dispose() => _counter.Disposed++;
    }
}
