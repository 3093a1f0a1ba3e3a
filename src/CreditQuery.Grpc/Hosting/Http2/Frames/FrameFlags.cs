namespace CreditQuery.GrpcHosting.Http2;

/// <summary>Flags of frames; what a bit means depends on the type. Source: RFC 9113, 6.</summary>
[Flags]
internal enum FrameFlags : byte
{
    None = 0,

    /// <summary>DATA, HEADERS: nothing follows on the stream.</summary>
    EndStream = 1,

    /// <summary>SETTINGS, PING: the answer to one of the peer.</summary>
    Ack = EndStream,

    /// <summary>HEADERS, CONTINUATION: the header block is whole.</summary>
    EndHeaders = 4,

    /// <summary>DATA, HEADERS: the first byte tells how much padding stands at the end.</summary>
    Padded = 8,

    /// <summary>HEADERS: five bytes of priority stand before the block.</summary>
    Priority = 0x20,
}
