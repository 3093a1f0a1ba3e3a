using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace CreditQuery.Client;

/// <summary>A client certificate and its key in PEM files, read again once they have changed. Thread-safe.</summary>
internal sealed class RenewableCertificate
{
    private readonly string _file;
    private readonly string _keyFile;
    private Reading _last;

    /// <exception cref="CryptographicException">The files hold no certificate with its key.</exception>
    public RenewableCertificate(string file, string keyFile)
    {
        _file = file;
        _keyFile = keyFile;
        _last = Read(null);
    }

    /// <summary>What the files hold now, or the last that could be used.</summary>
    public X509Certificate2 Current()
    {
        var last = Volatile.Read(ref _last);
        try
        {
            var now = Read(last);
            Volatile.Write(ref _last, now);
            return now.Certificate;
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            // Two files are never renewed at one moment: the next handshake looks again.
            return last.Certificate;
        }
    }

    private Reading Read(Reading? last)
    {
        var certificate = File.ReadAllText(_file);
        var key = _keyFile == _file ? certificate : File.ReadAllText(_keyFile);
        var digest = Convert.ToHexString(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes($"{certificate}\0{key}")));
        if (digest == last?.Digest)
        {
            return last;
        }

        try
        {
            return new Reading(digest, X509Certificate2.CreateFromPem(certificate, key));
        }
        catch (ArgumentException e)
        {
            throw new CryptographicException("The key is not that of the certificate.", e);
        }
    }

    // One that was replaced is left to the garbage collector: a handshake may be using it.
    private sealed record Reading(string Digest, X509Certificate2 Certificate);
}
