using Google.Protobuf.Reflection;
using Grpc.HealthCheck;
using Grpc.Reflection.V1;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Alpha = Grpc.Reflection.V1Alpha;

namespace CreditQuery.FunctionalTests.Grpc.Services;

/// <summary>Rows F1 to F4 of docs/grpc.md: the reflection service.</summary>
public sealed class ReflectionTests
{
    [Fact]
    public async Task List_NamesAllServicesInclusiveItself()
    {
        var response = await AskAsync(new ServerReflectionRequest { Host = "h", ListServices = "" });

        Assert.Equal(
            ["grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection", "grpc.reflection.v1alpha.ServerReflection"],
            response.ListServicesResponse.Service.Select(static service => service.Name));
        Assert.Equal("h", response.ValidHost);
        Assert.Equal("h", response.OriginalRequest.Host);
    }

    [Theory]
    [InlineData("grpc.health.v1.Health")]
    [InlineData("grpc.health.v1.Health.Check")]
    [InlineData("grpc.health.v1.HealthCheckRequest")]
    [InlineData("grpc.health.v1.HealthCheckResponse.ServingStatus")]
    [InlineData("grpc.health.v1.HealthCheckRequest.service")]
    public async Task Symbol_Known_GivesItsFile(string symbol)
    {
        var response = await AskAsync(new ServerReflectionRequest { FileContainingSymbol = symbol });

        var files = response.FileDescriptorResponse.FileDescriptorProto;
        var file = FileDescriptor.BuildFromByteStrings(files)[^1];
        Assert.Equal("grpc/health/v1/health.proto", file.Name);
    }

    [Fact]
    public async Task File_ByName_IsGiven()
    {
        var response = await AskAsync(new ServerReflectionRequest { FileByFilename = "grpc/health/v1/health.proto" });

        Assert.Single(response.FileDescriptorResponse.FileDescriptorProto);
    }

    [Fact]
    public async Task Questions_WithoutAnAnswer_DoNotEndTheStream()
    {
        await using var server = await StartAsync();
        using var channel = server.OpenChannel();
        using var call = new ServerReflection.ServerReflectionClient(channel).ServerReflectionInfo();
        ServerReflectionRequest[] questions =
        [
            new() { FileContainingSymbol = "no.such.Thing" },
            new() { FileByFilename = "no/such.proto" },
            new() { AllExtensionNumbersOfType = "grpc.health.v1.HealthCheckRequest" },
            new() { FileContainingExtension = new ExtensionRequest() },
            new(),
            new() { ListServices = "" },
        ];
        var codes = new List<int?>();
        foreach (var question in questions)
        {
            await call.RequestStream.WriteAsync(question);
            Assert.True(await call.ResponseStream.MoveNext(default));
            codes.Add(call.ResponseStream.Current.ErrorResponse?.ErrorCode);
        }

        await call.RequestStream.CompleteAsync();
        Assert.False(await call.ResponseStream.MoveNext(default));
        Assert.Equal([5, 5, 12, 12, 12, null], codes);
    }

    [Fact]
    public async Task Alpha_AnswersTheSame()
    {
        await using var server = await StartAsync();
        using var channel = server.OpenChannel();
        using var call = new Alpha.ServerReflection.ServerReflectionClient(channel).ServerReflectionInfo();

        await call.RequestStream.WriteAsync(new Alpha.ServerReflectionRequest { FileContainingSymbol = "grpc.health.v1.Health" });

        Assert.True(await call.ResponseStream.MoveNext(default));
        Assert.Single(call.ResponseStream.Current.FileDescriptorResponse.FileDescriptorProto);
    }

    [Fact]
    public async Task RandomQuestions_AreAllAnswered()
    {
        const int Seed = 20260105;
        var random = new Random(Seed);
        await using var server = await StartAsync();
        using var channel = server.OpenChannel();
        using var call = new ServerReflection.ServerReflectionClient(channel).ServerReflectionInfo();
        for (var i = 0; i < 500; i++)
        {
            var text = new string([.. Enumerable.Range(0, random.Next(40)).Select(_ => (char)random.Next(0x20, 0xD000))]);
            await call.RequestStream.WriteAsync(random.Next(3) switch
            {
                0 => new ServerReflectionRequest { FileByFilename = text },
                1 => new ServerReflectionRequest { FileContainingSymbol = text },
                _ => new ServerReflectionRequest { AllExtensionNumbersOfType = text },
            });
            Assert.True(await call.ResponseStream.MoveNext(default), $"seed {Seed}, question {i}");
            Assert.NotNull(call.ResponseStream.Current.ErrorResponse);
        }
    }

    private static async Task<ServerReflectionResponse> AskAsync(ServerReflectionRequest question)
    {
        await using var server = await StartAsync();
        using var channel = server.OpenChannel();
        using var call = new ServerReflection.ServerReflectionClient(channel).ServerReflectionInfo();
        await call.RequestStream.WriteAsync(question);
        Assert.True(await call.ResponseStream.MoveNext(default));
        return call.ResponseStream.Current;
    }

    private static Task<ProbeServer> StartAsync() => ProbeServer.StartAsync(
        services: static services =>
        {
            services.AddGrpcReflection();
            services.AddSingleton<HealthServiceImpl>();
        },
        map: static endpoints =>
        {
            endpoints.MapGrpcService<HealthServiceImpl>();
            endpoints.MapGrpcReflectionService();
        });
}
