using Google.Protobuf;

namespace Grpc.Core;

/// <summary>Rich errors in metadata.</summary>
public static class MetadataExtensions
{
    /// <summary>Name of the trailer that carries a google.rpc.Status.</summary>
    public const string StatusDetailsTrailerName = "grpc-status-details-bin";

    /// <summary>The rich error in trailers.</summary>
    /// <param name="ignoreParseError">True to give null for bytes that cannot be parsed instead of failing.</param>
    /// <returns>Null when there is none.</returns>
    /// <exception cref="InvalidProtocolBufferException">The bytes cannot be parsed.</exception>
    public static Google.Rpc.Status? GetRpcStatus(this Metadata metadata, bool ignoreParseError = false)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        if (metadata.Get(StatusDetailsTrailerName) is not { } entry)
        {
            return null;
        }

        try
        {
            return Google.Rpc.Status.Parser.ParseFrom(entry.ValueBytes);
        }
        catch (InvalidProtocolBufferException) when (ignoreParseError)
        {
            return null;
        }
    }

    /// <summary>Puts a rich error into trailers, in place of one that is there.</summary>
    public static void SetRpcStatus(this Metadata metadata, Google.Rpc.Status status)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        ArgumentNullException.ThrowIfNull(status);
        for (var old = metadata.Get(StatusDetailsTrailerName); old is not null; old = metadata.Get(StatusDetailsTrailerName))
        {
            metadata.Remove(old);
        }

        metadata.Add(StatusDetailsTrailerName, status.ToByteArray());
    }
}
