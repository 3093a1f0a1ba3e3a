using System.Security.Cryptography;
using System.Text;

namespace CreditQuery.Cli.Import;

/// <summary>Identity of an import: what the file says and how it is read. The change ids of its blocks derive from it.</summary>
internal static class ImportDigest
{
    /// <summary>SHA-256 of the file's own SHA-256, the profile and what tells a new import of the same file from the ones before.</summary>
    /// <param name="path">The file.</param>
    /// <param name="profile">How it is read.</param>
    /// <param name="nonce">Empty: what an earlier run of the same import applied is not repeated.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<byte[]> OfAsync(string path, ImportProfile profile, string nonce, CancellationToken cancellationToken)
    {
        await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20, FileOptions.SequentialScan | FileOptions.Asynchronous);
        var content = await SHA256.HashDataAsync(stream, cancellationToken);
        return SHA256.HashData([.. content, .. Encoding.UTF8.GetBytes(profile.Fingerprint() + nonce)]);
    }
}
