using System.IO.Compression;
using Grpc.AspNetCore.Server;
using Grpc.Net.Compression;
using Grpc.Server;

namespace CreditQuery.UnitTests.Grpc.Server;

public sealed class MethodOptionsTests
{
    [Fact]
    public void Codings_ServerSetsAndServiceDoesNot_AreTheServers()
    {
        var gzip = new GzipCompressionProvider(CompressionLevel.Optimal);
        var server = new GrpcServiceOptions { CompressionProviders = [gzip] };

        var options = new MethodOptions(server, new GrpcServiceOptions<MethodOptionsTests>());

        Assert.Same(gzip, Assert.Single(options.Codings));
    }

    [Fact]
    public void Codings_ServiceHasOneOfTheSameName_ComesBeforeTheServers()
    {
        var gzip = new GzipCompressionProvider(CompressionLevel.Optimal);

        var options = new MethodOptions(
            new GrpcServiceOptions(), new GrpcServiceOptions<MethodOptionsTests> { CompressionProviders = { gzip } });

        Assert.Equal(["gzip", "deflate"], options.Codings.Select(c => c.EncodingName));
        Assert.Same(gzip, options.Codings[0]);
    }

    [Fact]
    public void Codings_NobodySetsAny_AreGzipAndDeflate()
    {
        var options = new MethodOptions(new GrpcServiceOptions(), new GrpcServiceOptions<MethodOptionsTests>());

        Assert.Equal("identity,gzip,deflate", options.AcceptEncoding);
    }
}
