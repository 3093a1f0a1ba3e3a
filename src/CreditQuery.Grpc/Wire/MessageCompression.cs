using System.Buffers;
using System.IO.Compression;
using Grpc.Core;
using Grpc.Net.Compression;

namespace Grpc.Wire;

/// <summary>Compresses and expands single messages.</summary>
internal static class MessageCompression
{
    /// <summary>Codings both sides know unless told otherwise.</summary>
    public static readonly ICompressionProvider[] Defaults =
        [new GzipCompressionProvider(CompressionLevel.Fastest), new DeflateCompressionProvider(CompressionLevel.Fastest)];

    /// <summary>Value of grpc-accept-encoding for a set of codings.</summary>
    public static string AcceptEncoding(IEnumerable<ICompressionProvider> providers) =>
        string.Join(',', providers.Select(static provider => provider.EncodingName).Prepend(GrpcProtocol.IdentityEncoding));

    /// <summary>The coding of a name; null when it is not in the set.</summary>
    public static ICompressionProvider? Find(ICompressionProvider[] providers, string? name)
    {
        foreach (var provider in providers)
        {
            if (string.Equals(provider.EncodingName, name, StringComparison.Ordinal))
            {
                return provider;
            }
        }

        return null;
    }

    /// <summary>True when a grpc-accept-encoding value names the coding.</summary>
    public static bool Accepts(string? acceptEncoding, string name)
    {
        foreach (var range in acceptEncoding.AsSpan().Split(','))
        {
            if (acceptEncoding.AsSpan()[range].Trim(' ').Equals(name, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Writes prefix and compressed payload.</summary>
    public static void Compress(
        ReadOnlySpan<byte> payload,
        ICompressionProvider provider,
        CompressionLevel? level,
        IBufferWriter<byte> output)
    {
        using var target = new MemoryStream(payload.Length / 2);
        using (var compressor = provider.CreateCompressionStream(target, level))
        {
            compressor.Write(payload);
        }

        var compressed = target.GetBuffer().AsSpan(0, (int)target.Length);
        var span = output.GetSpan(GrpcProtocol.PrefixBytes + compressed.Length);
        MessagePrefix.Write(span, true, compressed.Length);
        compressed.CopyTo(span[GrpcProtocol.PrefixBytes..]);
        output.Advance(GrpcProtocol.PrefixBytes + compressed.Length);
    }

    /// <summary>Expands a message, at most to the limit.</summary>
    /// <exception cref="RpcException">Bad bytes (INTERNAL) or more than the limit (RESOURCE_EXHAUSTED).</exception>
    public static ReadOnlySequence<byte> Expand(in ReadOnlySequence<byte> payload, ICompressionProvider provider, int? maxBytes)
    {
        // No coding makes nothing of nothing, but .NET's streams do, and so does the official library for an empty message.
        if (payload.IsEmpty)
        {
            return payload;
        }

        var limit = maxBytes ?? int.MaxValue;
        var expanded = new ArrayBufferWriter<byte>((int)Math.Clamp(payload.Length * 2, 256, 64 * 1024));
        try
        {
            using var source = new SequenceStream(payload);
            using var expander = provider.CreateDecompressionStream(source);
            int read;
            while ((read = expander.Read(expanded.GetSpan())) > 0)
            {
                expanded.Advance(read);
                if (expanded.WrittenCount > limit)
                {
                    throw MessagePrefix.TooLarge(maxBytes);
                }
            }

            ThrowIfIncomplete(payload, provider, expanded.WrittenSpan);
        }
        catch (Exception failure) when (failure is InvalidDataException or IOException)
        {
            throw new RpcException(new Status(StatusCode.Internal, "Message cannot be decompressed.", failure));
        }

        return new ReadOnlySequence<byte>(expanded.WrittenMemory);
    }

    // The framework's inflaters end silently on an input that is cut short.
    private static void ThrowIfIncomplete(in ReadOnlySequence<byte> payload, ICompressionProvider provider, ReadOnlySpan<byte> expanded)
    {
        var isWhole = provider switch
        {
            GzipCompressionProvider => GzipTrailer.Fits(payload, expanded.Length),
            DeflateCompressionProvider => ZlibTrailer.Fits(payload, expanded),
            _ => true,
        };
        if (!isWhole)
        {
            throw new InvalidDataException("Compressed message is cut short.");
        }
    }
}
