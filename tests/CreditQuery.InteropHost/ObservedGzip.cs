using System.IO.Compression;
using Grpc.Net.Compression;

namespace CreditQuery.InteropHost;

/// <summary>gzip that tells of every message it expands: the interop cases ask whether single messages came compressed.</summary>
internal sealed class ObservedGzip(Action onExpand) : ICompressionProvider
{
    private readonly GzipCompressionProvider _gzip = new(CompressionLevel.Fastest);

    public string EncodingName => _gzip.EncodingName;

    public Stream CreateCompressionStream(Stream stream, CompressionLevel? compressionLevel) =>
        _gzip.CreateCompressionStream(stream, compressionLevel);

    public Stream CreateDecompressionStream(Stream stream)
    {
        onExpand();
        return _gzip.CreateDecompressionStream(stream);
    }
}
