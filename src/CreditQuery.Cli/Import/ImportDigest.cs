using System.Security.Cryptography;
using System.Text;

namespace CreditQuery.Cli.Import;

/// <summary>Identity of an import: what the file says and how it is read. The change ids of its blocks derive from it.</summary>
internal static class ImportDigest
{
    /// <summary>SHA-256 of the file's own SHA-256 and the profile.</summary>
    public static async Task<byte[]> OfAsync(string path, ImportProfile profile, CancellationToken cancellationToken)
    {
        await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 20, FileOptions.SequentialScan | FileOptions.Asynchronous);
        var content = await SHA256.HashDataAsync(stream, cancellationToken);
        return SHA256.HashData([.. content, .. Encoding.UTF8.GetBytes(profile.Fingerprint())]);
    }
}
