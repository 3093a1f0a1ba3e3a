using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace CreditQuery.GrpcHosting.Http2;

/// <summary>What connections may do, as Kestrel's options say, and a clock.</summary>
internal sealed class Http2Limits(KestrelServerLimits limits, TimeProvider time)
{
    private const int LargestWindow = int.MaxValue;

    public TimeProvider Time { get; } = time;

    /// <summary>Streams a client may have open at a time.</summary>
    public int MaxStreams { get; } = limits.Http2.MaxStreamsPerConnection;

    /// <summary>Bytes of a frame's payload that we take.</summary>
    public int MaxFrameBytes { get; } = limits.Http2.MaxFrameSize;

    public int HeaderTableBytes { get; } = Math.Max(limits.Http2.HeaderTableSize, Hpack.HpackDecoder.DefaultTableSize);

    /// <summary>Bytes of a header list as RFC 9113, 6.5.2 counts them; more is answered 431.</summary>
    public int MaxHeaderListBytes { get; } = limits.MaxRequestHeadersTotalSize;

    /// <summary>Fields of a header list; more is answered 431.</summary>
    public int MaxHeaderCount { get; } = limits.MaxRequestHeaderCount;

    public int StreamWindow { get; } = Math.Min(limits.Http2.InitialStreamWindowSize, LargestWindow);

    public int ConnectionWindow { get; } = Math.Min(limits.Http2.InitialConnectionWindowSize, LargestWindow);

    /// <summary>How long nothing may come before the peer is pinged; <see cref="TimeSpan.MaxValue"/>: never.</summary>
    public TimeSpan PingDelay { get; } = limits.Http2.KeepAlivePingDelay;

    public TimeSpan PingTimeout { get; } = limits.Http2.KeepAlivePingTimeout;

    /// <summary>How long preface, settings, their acknowledgement and a header block may take; <see cref="Timeout.InfiniteTimeSpan"/>: as long as they like.</summary>
    /// <remarks>Kestrel's options keep the largest time for no limit, which no timer takes.</remarks>
    public TimeSpan HeadersTimeout { get; } = limits.RequestHeadersTimeout == TimeSpan.MaxValue ? Timeout.InfiniteTimeSpan : limits.RequestHeadersTimeout;

    /// <summary>How long a connection may have no stream.</summary>
    public TimeSpan IdleTimeout { get; } = limits.KeepAliveTimeout;

    /// <summary>Bytes; null: no limit.</summary>
    public long? MaxRequestBodyBytes { get; } = limits.MaxRequestBodySize;

    /// <summary>How fast request bodies have to come that somebody waits for; null: no matter.</summary>
    public MinDataRate? MinRequestBodyRate { get; } = limits.MinRequestBodyDataRate;
}
