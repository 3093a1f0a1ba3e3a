namespace CreditQuery.GrpcHosting.Http2;

/// <summary>Counts what costs a server more than its client: resets, and frames that bring nothing forward. Too many end the connection.</summary>
/// <remarks>
/// What a client may do grows with time and with the work it lets the server do; bounds are far above what clients of gRPC do and far below what
/// a server would notice. What memory any of it may take is bounded elsewhere: handlers by <see cref="StreamTable"/>, output by
/// <see cref="ConnectionOutput"/>, header blocks by <see cref="HeaderIntake"/>. Source: RFC 9113, 10.5; CVE-2019-9511 to 9518; CVE-2023-44487.
/// </remarks>
internal sealed class AbuseGuard(Http2Limits limits)
{
    // Frames without use: twenty thousand at once, two thousand a second. A thousand frames cost the server less than a millisecond.
    private const int MostIdle = 20_000;
    private const int IdlePerSecond = 2_000;

    private const int IdlePerUsefulFrame = 4;

    // Some clients answer each DATA frame with an update of the stream's window and one of the connection's.
    private const int UpdatesPerDataFrame = 4;

    // Refusals because of handlers that go on after their reset: as many as Kestrel lets pass in five seconds.
    private const int MostOverruns = 20;
    private const int OverrunSeconds = 5;

    private readonly int _mostResets = 10 * limits.MaxStreams;
    private readonly int _resetsPerSecond = limits.MaxStreams;
    private int _idle;
    private long _updates;
    private long _dataFrames;
    private int _resets;
    private int _overruns;
    private int _seconds;

    /// <summary>A frame came that brings nothing forward.</summary>
    public void OnIdleFrame()
    {
        if (++_idle > MostIdle)
        {
            throw Calm("frames without use");
        }
    }

    /// <summary>A window update came: of use as far as we have sent data.</summary>
    public void OnWindowUpdate()
    {
        if (++_updates > UpdatesPerDataFrame * Volatile.Read(ref _dataFrames))
        {
            OnIdleFrame();
        }
    }

    /// <summary>A DATA frame was sent. Under the gate.</summary>
    public void OnDataSent() => Volatile.Write(ref _dataFrames, _dataFrames + 1);

    /// <summary>A frame came that brings a request forward.</summary>
    public void OnUsefulFrame()
    {
        if (_idle > 0)
        {
            _idle = Math.Max(0, _idle - IdlePerUsefulFrame);
        }
    }

    /// <summary>The client gave a request up.</summary>
    public void OnResetByPeer()
    {
        if (++_resets > _mostResets)
        {
            throw Calm("resets");
        }
    }

    /// <summary>A request came while too many handlers of earlier ones go on.</summary>
    public void OnTooManyHandlers()
    {
        if (++_overruns > MostOverruns)
        {
            throw Calm("requests beside handlers that still run");
        }
    }

    /// <summary>A second has passed. On another thread: a count that gets lost does no harm.</summary>
    public void OnSecond()
    {
        _idle = Math.Max(0, _idle - IdlePerSecond);
        _resets = Math.Max(0, _resets - _resetsPerSecond);
        if (++_seconds % OverrunSeconds == 0)
        {
            _overruns = 0;
        }
    }

    private static Http2ConnectionException Calm(string what) => new(Http2ErrorCode.EnhanceYourCalm, $"Too many {what}.");
}
