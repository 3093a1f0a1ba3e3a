using System.Buffers.Binary;
using System.Security.Cryptography;
using CreditQuery.Index;
using CreditQuery.Protos.Log.V1;
using CreditQuery.Server.Errors;
using Google.Protobuf;

namespace CreditQuery.Server.Watch;

/// <summary>Makes and reads tokens: a place, sealed so that a token of another registry or a made-up one is refused.</summary>
/// <remarks>Every node of a registry makes the same ones. Source: architecture, chapter 7.</remarks>
/// <param name="secret">The secret that all nodes derive from the registry's key.</param>
/// <param name="epoch">Epoch of the log.</param>
/// <param name="filter">The subscription's filter.</param>
internal sealed class ResumeTokens(byte[] secret, string epoch, WatchFilter? filter)
{
    /// <summary>The purpose for which the secret is derived.</summary>
    public const string Purpose = "creditquery watch token";

    private const uint Format = 1;
    private const int CodeBytes = 16;

    private readonly ulong _filterHash = BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData((filter ?? new WatchFilter()).ToByteArray()));

    /// <summary>Makes the token of a place.</summary>
    /// <param name="at">How far the subscriber is.</param>
    public ByteString Make(StatusCursor at)
    {
        var token = new ResumeToken
        {
            Format = Format,
            Epoch = epoch,
            Revision = at.Place.Revision,
            Day = at.Place.Day,
            Delivered = at.Delivered,
            Named = at.Named,
            FilterHash = _filterHash,
            ChainMark = at.Place.ChainMark,
        };
        var size = token.CalculateSize();
        var bytes = new byte[size + CodeBytes];
        token.WriteTo(bytes.AsSpan(0, size));
        Span<byte> code = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(secret, bytes.AsSpan(0, size), code);
        code[..CodeBytes].CopyTo(bytes.AsSpan(size));
        return UnsafeByteOperations.UnsafeWrap(bytes);
    }

    /// <summary>Reads a token.</summary>
    /// <param name="bytes">As it was sent.</param>
    /// <exception cref="CallException">It is none of this registry, of another log, or of another filter (INVALID_ARGUMENT).</exception>
    public StatusCursor Read(ByteString bytes)
    {
        var size = bytes.Length - CodeBytes;
        Span<byte> code = stackalloc byte[HMACSHA256.HashSizeInBytes];
        if (size > 0)
        {
            HMACSHA256.HashData(secret, bytes.Span[..size], code);
        }

        if (size <= 0 || !CryptographicOperations.FixedTimeEquals(code[..CodeBytes], bytes.Span[size..]))
        {
            throw Fault("Not a token of this registry.");
        }

        var token = ResumeToken.Parser.ParseFrom(bytes.Span[..size]);
        if (token.Format != Format || token.Epoch != epoch)
        {
            throw Fault(token.Format != Format ? "The token has a form that this version does not know." : "The token is of another log; take a snapshot.");
        }

        return token.FilterHash == _filterHash
            ? new StatusCursor(new StatusPosition(token.Revision, token.Day) { ChainMark = token.ChainMark }, token.Delivered, token.Named)
            : throw Fault("The token belongs to another filter.");
    }

    private static CallException Fault(string text) => CallException.OfField("resume_token", ErrorReason.InvalidField, text);
}
