namespace CreditQuery.GrpcHosting.Http2.Hpack;

/// <summary>A header block that cannot be read: the connection ends with COMPRESSION_ERROR, as both sides' tables may differ from here on.</summary>
/// <remarks>The text never holds anything of the block. Source: RFC 9113, 4.3.</remarks>
internal sealed class HpackException(string message) : Exception(message);
