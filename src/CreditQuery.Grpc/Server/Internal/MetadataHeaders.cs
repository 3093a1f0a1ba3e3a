using Grpc.Core;
using Grpc.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Grpc.Server;

/// <summary>Metadata from and to HTTP headers.</summary>
internal static class MetadataHeaders
{
    /// <summary>What the client sent, without the headers that belong to the protocol.</summary>
    /// <exception cref="RpcException">INTERNAL: a "-bin" value is not base64.</exception>
    public static Metadata Read(IHeaderDictionary headers)
    {
        var metadata = new Metadata();
        foreach (var (header, values) in headers)
        {
            var name = header.ToLowerInvariant();
            if (IsProtocolHeader(name))
            {
                continue;
            }

            var isBinary = MetadataNames.IsBinary(name);
            foreach (var value in values)
            {
                if (isBinary)
                {
                    ReadBinary(metadata, name, value ?? "");
                }
                else
                {
                    metadata.Add(new Metadata.Entry(name, value ?? "", null));
                }
            }
        }

        return metadata;
    }

    /// <summary>Appends entries to response headers or trailers; entries that the protocol owns are left out.</summary>
    /// <param name="skipInvalid">Leave out values that HTTP cannot carry instead of failing.</param>
    public static void Append(IHeaderDictionary target, Metadata metadata, bool skipInvalid)
    {
        for (var i = 0; i < metadata.Count; i++)
        {
            var entry = metadata[i];
            if (IsOwnedByResponse(entry.Key))
            {
                continue;
            }

            var value = entry.IsBinary ? BinaryMetadata.Encode(entry.BinaryValue) : entry.Value;
            try
            {
                target[entry.Key] = StringValues.Concat(target[entry.Key], value);
            }
            catch (InvalidOperationException) when (skipInvalid)
            {
                // A control character: the status must reach the client whatever the handler put beside it.
            }
        }
    }

    private static void ReadBinary(Metadata metadata, string name, string value)
    {
        try
        {
            BinaryMetadata.AddTo(metadata, name, value);
        }
        catch (FormatException failure)
        {
            throw new RpcException(new Status(StatusCode.Internal, $"Metadata '{name}' is not base64.", failure));
        }
    }

    private static bool IsProtocolHeader(string name) => name[0] == ':' || name is "content-type" or "te"
        or GrpcProtocol.EncodingHeader or GrpcProtocol.AcceptEncodingHeader or GrpcProtocol.TimeoutHeader
        or "host" or "content-encoding" or "accept-encoding";

    private static bool IsOwnedByResponse(string name) => name is GrpcProtocol.StatusHeader or GrpcProtocol.MessageHeader
        or GrpcProtocol.EncodingHeader or GrpcProtocol.AcceptEncodingHeader or "content-type" or "content-length" or "te"
        or "transfer-encoding" or "connection" or Metadata.CompressionRequestAlgorithmMetadataKey;
}
