using System.Security.Cryptography;
using System.Text;

namespace CreditQuery.GrpcHosting;

/// <summary>What text files hold that are renewed while the process runs: certificates, keys, authorities. Thread-safe.</summary>
/// <typeparam name="T">What is made of their texts.</typeparam>
/// <remarks>
/// The files are read whenever somebody asks, which is at every TLS handshake and costs far less than one: no watch that a
/// renamed folder or a changed link could escape. One that was replaced is left to the garbage collector: a handshake may be
/// using it.
/// </remarks>
public sealed class RenewedFiles<T>
    where T : class
{
    private readonly Lock _gate = new();
    private readonly string[] _paths;
    private readonly Func<IReadOnlyList<string>, T> _make;
    private string _digest;
    private string? _refused;
    private T _current;

    /// <summary>Reads the files for the first time.</summary>
    /// <param name="paths">The files.</param>
    /// <param name="make">Makes the value of their texts, in the same order; throws <see cref="CryptographicException"/> when they are of no use.</param>
    /// <exception cref="CryptographicException">The files are of no use.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    public RenewedFiles(IEnumerable<string> paths, Func<IReadOnlyList<string>, T> make)
    {
        ArgumentNullException.ThrowIfNull(paths);
        ArgumentNullException.ThrowIfNull(make);
        _paths = [.. paths];
        _make = make;
        var texts = Read();
        _digest = DigestOf(texts);
        _current = make(texts);
    }

    /// <summary>Told after other files were taken over; null: nobody is.</summary>
    public Action? Renewed { get; init; }

    /// <summary>Told once per state of the files why they cannot be used; null: nobody is.</summary>
    public Action<Exception>? Unusable { get; init; }

    /// <summary>What the files hold now, or the last that could be used.</summary>
    /// <remarks>Several files are never renewed at one moment: while they do not fit together, the last one counts.</remarks>
    public T Current()
    {
        lock (_gate)
        {
            var digest = "";
            try
            {
                var texts = Read();
                digest = DigestOf(texts);
                if (digest == _digest)
                {
                    _refused = null;
                }
                else if (digest != _refused)
                {
                    _current = _make(texts);
                    _digest = digest;
                    Renewed?.Invoke();
                }
            }
            catch (Exception failure) when (failure is CryptographicException or IOException or UnauthorizedAccessException)
            {
                Refuse(digest, failure);
            }

            return _current;
        }
    }

    private static string DigestOf(string[] texts) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\0', texts))));

    private string[] Read() => Array.ConvertAll(_paths, File.ReadAllText);

    private void Refuse(string digest, Exception failure)
    {
        var state = digest.Length > 0 ? digest : failure.Message;
        if (state != _refused)
        {
            _refused = state;
            Unusable?.Invoke(failure);
        }
    }
}
