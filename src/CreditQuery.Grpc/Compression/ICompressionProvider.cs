using System.IO.Compression;

namespace Grpc.Net.Compression;

/// <summary>A coding for messages.</summary>
public interface ICompressionProvider
{
    /// <summary>Its name in grpc-encoding.</summary>
    string EncodingName { get; }

    /// <summary>A stream that compresses into <paramref name="stream"/>, which stays open.</summary>
    /// <param name="compressionLevel">Null for the level of the provider.</param>
    Stream CreateCompressionStream(Stream stream, CompressionLevel? compressionLevel);

    /// <summary>A stream that expands from <paramref name="stream"/>.</summary>
    Stream CreateDecompressionStream(Stream stream);
}
