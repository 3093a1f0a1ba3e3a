using Microsoft.Extensions.Primitives;

namespace Grpc.Wire;

/// <summary>Names and numbers of gRPC over HTTP/2. Source: PROTOCOL-HTTP2.</summary>
internal static class GrpcProtocol
{
    public const string ContentType = "application/grpc";
    public const string StatusHeader = "grpc-status";
    public const string MessageHeader = "grpc-message";
    public const string TimeoutHeader = "grpc-timeout";
    public const string EncodingHeader = "grpc-encoding";
    public const string AcceptEncodingHeader = "grpc-accept-encoding";
    public const string IdentityEncoding = "identity";

    /// <summary>One flag byte and four length bytes, big endian, before each message.</summary>
    public const int PrefixBytes = 5;

    /// <summary>Default limit of a received message, bytes.</summary>
    public const int DefaultMaxReceiveBytes = 4 * 1024 * 1024;

    /// <summary>HTTP/2 error code NO_ERROR.</summary>
    public const int Http2NoError = 0;

    /// <summary>HTTP/2 error code CANCEL.</summary>
    public const int Http2Cancel = 8;

    /// <summary>The content type as a header value, made once.</summary>
    public static readonly StringValues ContentTypeValue = new(ContentType);

    // Codes beyond the defined ones are rare: the text is made when needed.
    private static readonly StringValues[] StatusTexts =
        [.. Enumerable.Range(0, 17).Select(static code => new StringValues(StatusText(code)))];

    /// <summary>A status code as a header value.</summary>
    public static StringValues StatusValue(int code) =>
        (uint)code < (uint)StatusTexts.Length ? StatusTexts[code] : new StringValues(StatusText(code));

    /// <summary>True for "application/grpc" alone or followed by '+' or ';'; case does not matter.</summary>
    public static bool IsGrpcContentType(string? value)
    {
        if (value is null || !value.StartsWith(ContentType, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        return value.Length == ContentType.Length || value[ContentType.Length] is '+' or ';';
    }

    private static string StatusText(int code) => code.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
