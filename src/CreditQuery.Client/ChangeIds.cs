using System.Buffers.Binary;
using System.Security.Cryptography;

namespace CreditQuery.Client;

/// <summary>Makes change ids: ULIDs, 48 bits of milliseconds and 80 random ones in Crockford's base 32.</summary>
public static class ChangeIds
{
    private const string Signs = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const int Length = 26;

    /// <summary>Makes a new id.</summary>
    /// <param name="time">Clock; null: the system's.</param>
    /// <returns>26 characters; sorted by time of making.</returns>
    public static string New(TimeProvider? time = null)
    {
        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes);
        var value = BinaryPrimitives.ReadUInt128BigEndian(bytes) & (((UInt128)1 << 80) - 1);
        value |= (UInt128)(ulong)(time ?? TimeProvider.System).GetUtcNow().ToUnixTimeMilliseconds() << 80;
        return string.Create(Length, value, static (text, number) =>
        {
            for (var i = text.Length - 1; i >= 0; i--)
            {
                text[i] = Signs[(int)(number & 31)];
                number >>= 5;
            }
        });
    }
}
