using System.Buffers.Binary;
using System.Security.Cryptography;
using CreditQuery.Log;

namespace CreditQuery.Server.Registry;

/// <summary>Change ids of imports: derived from the file and the block, so a resumed import repeats nothing.</summary>
/// <remarks>The 48 bits of time are the beginning of the current six days: the index remembers an id for seven days by that time, and
/// refuses older ones. A file that is resumed after that is applied again, without change.</remarks>
internal static class ImportIds
{
    private const int RandomBits = 80;
    private const int RandomBytes = RandomBits / 8;
    private const long PeriodMs = 6L * 24 * 60 * 60 * 1000;

    /// <summary>The id of one block.</summary>
    /// <param name="fileDigest">SHA-256 of the file.</param>
    /// <param name="block">Index of the block, from 0.</param>
    /// <param name="nowMs">Log time.</param>
    public static ChangeId OfBlock(ReadOnlySpan<byte> fileDigest, ulong block, long nowMs)
    {
        Span<byte> index = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(index, block);
        return Of(fileDigest, "block"u8, index, nowMs);
    }

    /// <summary>The id of the registration of the source: another one each time, for whoever delivers an unchanged list keeps the promise.</summary>
    /// <param name="fileDigest">SHA-256 of the file.</param>
    /// <param name="source">The serialized source.</param>
    /// <param name="nowMs">Log time.</param>
    public static ChangeId OfSource(ReadOnlySpan<byte> fileDigest, ReadOnlySpan<byte> source, long nowMs)
    {
        Span<byte> now = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(now, nowMs);
        return Of(fileDigest, "source"u8, [.. now, .. source], nowMs);
    }

    private static ChangeId Of(ReadOnlySpan<byte> fileDigest, ReadOnlySpan<byte> label, ReadOnlySpan<byte> rest, long nowMs)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(fileDigest);
        hash.AppendData(label);
        hash.AppendData(rest);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(digest);
        Span<byte> id = stackalloc byte[ChangeId.SizeBytes];
        BinaryPrimitives.WriteInt64BigEndian(id, (nowMs - (nowMs % PeriodMs)) << 16);
        digest[..RandomBytes].CopyTo(id[(ChangeId.SizeBytes - RandomBytes)..]);
        return ChangeId.FromBytes(id);
    }
}
