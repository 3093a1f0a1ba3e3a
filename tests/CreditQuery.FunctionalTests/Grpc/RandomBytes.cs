using System.IO.Compression;
using CreditQuery.FunctionalTests.Grpc.RawHttp2;

namespace CreditQuery.FunctionalTests.Grpc;

/// <summary>Random and damaged input, the same for the same seed.</summary>
internal sealed class RandomBytes(int seed)
{
    private readonly Random _random = new(seed);

    public int Next(int bound) => _random.Next(bound);

    public T Pick<T>(params ReadOnlySpan<T> of) => of[_random.Next(of.Length)];

    public byte[] Bytes(int bound)
    {
        var bytes = new byte[_random.Next(bound)];
        _random.NextBytes(bytes);
        return bytes;
    }

    /// <summary>A message with its prefix, perhaps compressed with gzip.</summary>
    public byte[] Message(byte[] payload, bool mayCompress)
    {
        if (!mayCompress || _random.Next(2) == 0)
        {
            return GrpcBytes.Message(payload);
        }

        using var target = new MemoryStream();
        using (var gzip = new GZipStream(target, CompressionLevel.Fastest))
        {
            gzip.Write(payload);
        }

        return GrpcBytes.Message(target.ToArray(), flag: 1);
    }

    /// <summary>The bytes with something changed, cut off, put in or doubled; or other ones.</summary>
    public byte[] Damage(byte[] bytes)
    {
        var at = _random.Next(bytes.Length + 1);
        switch (_random.Next(6))
        {
            case 0:
                return Bytes(64);
            case 1:
                return bytes[..at];
            case 2:
                return [.. bytes[..at], .. Bytes(8), .. bytes[at..]];
            case 3:
                return [.. bytes, .. bytes[at..]];
            default:
                var changed = bytes.ToArray();
                for (var i = _random.Next(1, 4); i > 0 && changed.Length > 0; i--)
                {
                    // Prefixes are what a reader trusts: most damage goes there.
                    var where = _random.Next(2) == 0 ? _random.Next(Math.Min(changed.Length, 5)) : _random.Next(changed.Length);
                    changed[where] = (byte)_random.Next(256);
                }

                return changed;
        }
    }

    /// <summary>A value that HTTP can carry: anything above controls, without a space at its ends.</summary>
    public string HeaderValue(int bound, string alphabet = "")
    {
        var value = new char[_random.Next(bound)];
        for (var i = 0; i < value.Length; i++)
        {
            value[i] = alphabet.Length > 0 && _random.Next(4) > 0
                ? alphabet[_random.Next(alphabet.Length)]
                : _random.Next(4) == 0 ? (char)_random.Next(0x80, 0x100) : (char)_random.Next(0x20, 0x7F);
        }

        return new string(value).Trim(' ');
    }
}
