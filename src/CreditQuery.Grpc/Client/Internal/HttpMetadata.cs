using System.Net.Http.Headers;
using Grpc.Core;
using Grpc.Wire;

namespace Grpc.Client;

/// <summary>Metadata from and to the headers of HttpClient.</summary>
internal static class HttpMetadata
{
    /// <summary>Headers or trailers as metadata, without those of the protocol. A "-bin" value that is not base64 is left out.</summary>
    public static Metadata Read(HttpResponseHeaders headers)
    {
        Metadata? metadata = null;
        foreach (var (header, values) in headers.NonValidated)
        {
            var name = header.ToLowerInvariant();
            if (IsProtocolHeader(name))
            {
                continue;
            }

            foreach (var value in values)
            {
                Add(metadata ??= [], name, value);
            }
        }

        return metadata ?? Metadata.Empty;
    }

    /// <summary>The value of a header that comes once; null when it is not there.</summary>
    public static string? Single(HttpResponseHeaders headers, string name) =>
        headers.NonValidated.TryGetValues(name, out var values) ? values.ToString() : null;

    /// <summary>Puts metadata into the headers of a request; what the protocol owns is left out.</summary>
    public static void AddTo(HttpRequestHeaders headers, Metadata metadata)
    {
        for (var i = 0; i < metadata.Count; i++)
        {
            var entry = metadata[i];
            if (IsProtocolHeader(entry.Key) || entry.Key == Metadata.CompressionRequestAlgorithmMetadataKey)
            {
                continue;
            }

            headers.TryAddWithoutValidation(entry.Key, entry.IsBinary ? BinaryMetadata.Encode(entry.BinaryValue) : entry.Value);
        }
    }

    private static void Add(Metadata metadata, string name, string value)
    {
        if (!MetadataNames.IsBinary(name))
        {
            metadata.Add(new Metadata.Entry(name, value, null));
            return;
        }

        try
        {
            BinaryMetadata.AddTo(metadata, name, value);
        }
        catch (FormatException)
        {
            // No standard says what to do; failing a call that succeeded would help nobody.
        }
    }

    private static bool IsProtocolHeader(string name) => name is GrpcProtocol.StatusHeader or GrpcProtocol.MessageHeader
        or GrpcProtocol.EncodingHeader or GrpcProtocol.AcceptEncodingHeader or GrpcProtocol.TimeoutHeader
        or "content-type" or "te" or "content-length";
}
