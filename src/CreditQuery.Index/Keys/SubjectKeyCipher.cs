using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;
using CreditQuery.Index.Keys;
using CreditQuery.Rules.Subjects;

namespace CreditQuery.Index;

/// <summary>Makes subject keys of identifiers and, for callers who may see them, identifiers of subject keys; hashes names.</summary>
/// <remarks>Thread-safe; allocates nothing. One AES-128 block: no collisions, uniformly mixed for the hash table, unreadable without the
/// registry's key. Source: architecture, chapter 3.</remarks>
public sealed class SubjectKeyCipher
{
    private readonly AesBlock _aes;
    private readonly SipHash _nameHash;
    private readonly byte[] _identifierSecret;

    /// <summary>Takes a registry's key.</summary>
    /// <param name="key">The key; not kept.</param>
    public SubjectKeyCipher(RegistryKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        Check = key.Check;
        _aes = new AesBlock(key.AesKey);
        _nameHash = new SipHash(HMACSHA256.HashData(key.HashSecret, "name"u8).AsSpan(0, 16));
        _identifierSecret = HMACSHA256.HashData(key.HashSecret, "identifier"u8);
    }

    /// <summary>Check value of the key.</summary>
    public KeyCheckValue Check { get; }

    /// <summary>Encrypts a packed identifier.</summary>
    /// <param name="identifier">The plain block.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public SubjectKey Seal(PackedIdentifier identifier)
    {
        var block = _aes.Encrypt(Vector128.Create(identifier.Low, identifier.High).AsByte()).AsUInt64();
        return new SubjectKey(block.GetElement(0), block.GetElement(1));
    }

    /// <summary>Decrypts a subject key.</summary>
    /// <param name="key">The key of a subject.</param>
    /// <returns>The plain block; for identifiers that had to be hashed it holds the type and the hash alone.</returns>
    public PackedIdentifier Unseal(SubjectKey key)
    {
        var block = _aes.Decrypt(Vector128.Create(key.Low, key.High).AsByte()).AsUInt64();
        return new PackedIdentifier(block.GetElement(0), block.GetElement(1));
    }

    /// <summary>Makes the subject key of one reading of an identifier.</summary>
    /// <param name="reading">The reading.</param>
    /// <param name="value">The identifier as it was parsed; used only where the reading needs a hash.</param>
    /// <returns>The subject's key.</returns>
    public SubjectKey Seal(in ParsedIdentifier reading, ReadOnlySpan<char> value) =>
        Seal(reading.NeedsHash ? HashIdentifier(reading.Type, value) : reading.Packed);

    /// <summary>Hashes a name so that it can be compared and not read.</summary>
    /// <param name="name">The name as written.</param>
    /// <returns>A keyed hash of the normal form; 0 if there is no name.</returns>
    public ulong SealName(ReadOnlySpan<char> name)
    {
        if (name.IsEmpty)
        {
            return 0;
        }

        Span<char> normal = stackalloc char[NameNormaliser.MaxLength];
        var length = NameNormaliser.Normalise(name, normal);
        if (length == 0)
        {
            return 0;
        }

        var hash = _nameHash.Of(MemoryMarshal.AsBytes(normal[..length]));
        return hash == 0 ? 1 : hash;
    }

    /// <summary>Reads a key from the 16 bytes that stand in the change log.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="key">The key; zero when false is returned.</param>
    /// <returns>False if there are not exactly 16 bytes.</returns>
    public static bool TryReadKey(ReadOnlySpan<byte> bytes, out SubjectKey key)
    {
        var fits = bytes.Length == SubjectKey.Size;
        key = fits ? MemoryMarshal.Read<SubjectKey>(bytes) : default;
        return fits;
    }

    /// <summary>Writes a key as the 16 bytes that stand in the change log.</summary>
    /// <param name="key">The key.</param>
    /// <param name="destination">At least 16 bytes.</param>
    public static void WriteKey(SubjectKey key, Span<byte> destination) => MemoryMarshal.Write(destination, in key);

    private PackedIdentifier HashIdentifier(IdentifierType type, ReadOnlySpan<char> value)
    {
        Span<byte> text = stackalloc byte[1 + IdentifierParser.MaxUtf8Length];
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        text[0] = (byte)type;
        var length = IdentifierParser.WriteNormalised(type, value, text[1..]);
        HMACSHA256.HashData(_identifierSecret, text[..(length + 1)], hash);
        return PackedIdentifier.FromHash(type, hash);
    }
}
