namespace CreditQuery.FunctionalTests.Grpc.RawHttp2;

/// <summary>Frame flags; ACK of SETTINGS and PING shares its bit with END_STREAM (see <see cref="Http2Frame.IsAck"/>). Source: RFC 9113 section 6.</summary>
[Flags]
internal enum Http2Flags : byte
{
    None = 0,
    EndStream = 0x1,
    EndHeaders = 0x4,
    Padded = 0x8,
    Priority = 0x20,
}
