using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace CreditQuery.Log.Events;

/// <summary>Computes chain values; the same rule in every log.</summary>
/// <remarks>Not thread-safe: one per writer or reader. Reusing the hash saves an allocation and a look-up per event.</remarks>
internal sealed class ChainHash : IDisposable
{
    private const int PrefixBytes = ChainValue.SizeBytes + sizeof(ulong) + sizeof(long) + ChangeId.SizeBytes;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);

    /// <summary>The chain value of an empty log: SHA-1 of the epoch's 16 characters.</summary>
#pragma warning disable CA5350 // SHA-1 detects accidents here, not forgers.
    public static ChainValue Genesis(string epoch) => ChainValue.FromBytes(SHA1.HashData(Encoding.ASCII.GetBytes(epoch)));
#pragma warning restore CA5350

    /// <summary>SHA-1 of previous ‖ revision (8 bytes, big endian) ‖ recorded_at_ms (8, big endian) ‖ change id (16) ‖ payload.</summary>
    public ChainValue Next(in ChainValue previous, ulong revision, long recordedAtMs, ChangeId changeId, ReadOnlySpan<byte> payload)
    {
        Span<byte> prefix = stackalloc byte[PrefixBytes];
        previous.WriteTo(prefix);
        BinaryPrimitives.WriteUInt64BigEndian(prefix[20..], revision);
        BinaryPrimitives.WriteInt64BigEndian(prefix[28..], recordedAtMs);
        changeId.WriteTo(prefix[36..]);
        _hash.AppendData(prefix);
        _hash.AppendData(payload);
        Span<byte> value = stackalloc byte[ChainValue.SizeBytes];
        _hash.GetHashAndReset(value);
        return ChainValue.FromBytes(value);
    }

    public void Dispose() => _hash.Dispose();
}
