namespace CreditQuery.Server.Applying;

/// <summary>Log time as polls tell it: an offset to the monotonic clock.</summary>
/// <remarks>Immutable. The log read its clock somewhere between the sending of a poll and the receipt of its answer, so each poll gives an interval
/// for the offset: one within it stays as it is, and a slow poll moves nothing. Source: a choice of ours, as NTP does it.</remarks>
internal sealed class PolledTime
{
    private readonly long _offsetMs;
    private readonly long _shownOffsetMs;

    private PolledTime(long offsetMs, long shownOffsetMs)
    {
        _offsetMs = offsetMs;
        _shownOffsetMs = shownOffsetMs;
    }

    /// <summary>The log's clock has leapt more than seven days ahead, and nobody has confirmed it.</summary>
    public bool IsLeaping => _offsetMs != _shownOffsetMs;

    /// <summary>Takes one poll.</summary>
    /// <param name="before">What the polls before told; null for the first.</param>
    /// <param name="logMs">The log's clock, milliseconds since the Unix epoch.</param>
    /// <param name="sentMs">Sending, by the monotonic clock.</param>
    /// <param name="receivedMs">Receipt.</param>
    /// <param name="isConfirmed">Another clock agrees with the log's.</param>
    public static PolledTime After(PolledTime? before, long logMs, long sentMs, long receivedMs, bool isConfirmed)
    {
        var (least, most) = (logMs - receivedMs, logMs - sentMs);
        if (before is null)
        {
            return new PolledTime(least, least);
        }

        if (!isConfirmed && least - before._offsetMs > (long)LogClock.ConfirmAfter.TotalMilliseconds)
        {
            return new PolledTime(before._offsetMs, least);
        }

        var offset = Math.Clamp(before._offsetMs, least, Math.Max(least, most));
        return new PolledTime(offset, offset);
    }

    /// <summary>Log time at a moment, milliseconds since the Unix epoch.</summary>
    /// <param name="monotonicMs">The moment, by the monotonic clock.</param>
    public long At(long monotonicMs) => monotonicMs + _offsetMs;

    /// <summary>What the log's clock shows at a moment, be it believed or not.</summary>
    /// <param name="monotonicMs">The moment, by the monotonic clock.</param>
    public long ShownAt(long monotonicMs) => monotonicMs + _shownOffsetMs;

    /// <summary>The same, with what the log's clock shows believed.</summary>
    public PolledTime Confirmed() => new(_shownOffsetMs, _shownOffsetMs);
}
