using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace CreditQuery.Index;

/// <summary>The registry's secret: an AES-128 key that makes subject keys and a hashing secret for names and long identifiers.</summary>
/// <remarks>32 bytes, never printed, never in the data folder. All nodes of one registry share it. Source: architecture, chapter 3.</remarks>
[DebuggerDisplay("registry key {Check}")]
public sealed class RegistryKey
{
    /// <summary>Bytes of the secret: 16 of AES-128, 16 of the hashing secret.</summary>
    public const int SizeBytes = 32;

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly byte[] _secret;

    private RegistryKey(byte[] secret)
    {
        _secret = secret;
        Check = KeyCheckValue.Of(secret);
    }

    /// <summary>Tells one key from another without telling the key; stands in the log's header and in manifests.</summary>
    public KeyCheckValue Check { get; }

    /// <summary>The AES-128 key.</summary>
    internal ReadOnlySpan<byte> AesKey => _secret.AsSpan(0, 16);

    /// <summary>The secret of the keyed hashes.</summary>
    internal ReadOnlySpan<byte> HashSecret => _secret.AsSpan(16, 16);

    /// <summary>Makes a new random key.</summary>
    public static RegistryKey Generate() => new(RandomNumberGenerator.GetBytes(SizeBytes));

    /// <summary>Takes a key from its bytes.</summary>
    /// <param name="secret">Exactly 32 bytes; copied.</param>
    /// <exception cref="RegistryKeyException">Another length, or all bytes are zero.</exception>
    public static RegistryKey FromBytes(ReadOnlySpan<byte> secret) =>
        secret.Length == SizeBytes && secret.ContainsAnyExcept((byte)0)
            ? new RegistryKey(secret.ToArray())
            : throw new RegistryKeyException("A registry key has 32 bytes, not all zero.");

    /// <summary>Reads a key from an environment variable.</summary>
    /// <param name="variable">Name of the variable; its value is 64 hexadecimal characters.</param>
    /// <returns>Null if the variable is not set.</returns>
    /// <exception cref="RegistryKeyException">The value is not of that form.</exception>
    public static RegistryKey? FromEnvironment(string variable)
    {
        var text = Environment.GetEnvironmentVariable(variable);
        return string.IsNullOrEmpty(text) ? null : FromText(text, $"environment variable {variable}");
    }

    /// <summary>Reads a key file.</summary>
    /// <param name="path">A file of 64 hexadecimal characters, readable by its owner alone.</param>
    /// <returns>Null if there is no such file.</returns>
    /// <exception cref="RegistryKeyException">The file has another form, or others may read it.</exception>
    public static RegistryKey? FromFile(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~OwnerOnly) != 0)
        {
            throw new RegistryKeyException($"The key file {path} must be readable by its owner alone (mode 0600).");
        }

        return FromText(File.ReadAllText(path), $"file {path}");
    }

    /// <summary>Writes the key to a new file that only its owner may read.</summary>
    /// <param name="path">A path at which no file exists; missing folders are made.</param>
    /// <exception cref="IOException">A file exists there; a key is never overwritten.</exception>
    public void WriteTo(string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        using var stream = new FileStream(path, options);
        using var writer = new StreamWriter(stream);
        writer.WriteLine(Convert.ToHexStringLower(_secret));
        writer.Flush();
        stream.Flush(flushToDisk: true);
    }

    /// <summary>Makes a secret for one purpose, from which neither the key nor those of other purposes can be told.</summary>
    /// <param name="purpose">The purpose, in words; the same words give the same secret.</param>
    /// <returns>32 bytes (HKDF with SHA-256, RFC 5869).</returns>
    public byte[] Derive(string purpose) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, _secret, SizeBytes, salt: [], Encoding.UTF8.GetBytes(purpose));

    /// <summary>Names the key by its check value; never the secret.</summary>
    public override string ToString() => $"registry key {Check}";

    private static RegistryKey FromText(string text, string origin)
    {
        Span<byte> secret = stackalloc byte[SizeBytes];
        var status = Convert.FromHexString(text.AsSpan().Trim(), secret, out _, out var written);
        return status == System.Buffers.OperationStatus.Done && written == SizeBytes
            ? FromBytes(secret)
            : throw new RegistryKeyException($"The {origin} does not hold a registry key: 64 hexadecimal characters.");
    }
}
