using CreditQuery.Index.Store;
using CreditQuery.Rules.Periods;

namespace CreditQuery.Index;

/// <summary>Compaction (压缩): takes back the memory of superseded and erased records, in steps between change sets, while checks go on.</summary>
/// <remarks>On the applying thread; the figures may be read by any. A pass goes over everything that the last checkpoint holds: take one before
/// <see cref="Begin"/>. The files of what was given up go with the second checkpoint after it, or when nobody who reads an older one is left. Source:
/// architecture, chapter 6; ADR 0028.</remarks>
public sealed class IndexCompaction
{
    // A pass copies all that is live: it comes again once a tenth of the memory was written since, or a hundredth where puts are refused.
    private const int GrowthShare = 10;
    private const int GrowthShareWhenFull = 100;

    private readonly CreditIndex _index;
    private readonly SubjectStore _store;
    private readonly Compaction _pass;
    private readonly CreditIndexOptions _options;
    private long _compactedAtMs;
    private long _writtenBefore = -1;

    internal IndexCompaction(CreditIndex index, SubjectStore store, Compaction pass, CreditIndexOptions options, long compactedAtMs) =>
        (_index, _store, _pass, _options, _compactedAtMs) = (index, store, pass, options, compactedAtMs);

    /// <summary>Whether the memory is filled up to <see cref="CreditIndexOptions.CompactAt"/>.</summary>
    public bool IsFilling => IsFillingAt(_store.Fill);

    /// <summary>Whether that is so at a fill that was read before, for whoever tells both.</summary>
    /// <param name="fill">Share of the memory, 0 to 1.</param>
    public bool IsFillingAt(double fill) => fill >= _options.CompactAt;

    /// <summary>Whether a pass should begin: memory fills and enough was written since the last one, or that was too long ago.</summary>
    public bool IsDue => !IsRunning && (IsFilling ? HasPage && HasGrown : IsTooLongAgo);

    /// <summary>Whether a pass is under way.</summary>
    public bool IsRunning { get; private set; }

    /// <summary>Bytes of records in memory, superseded ones included.</summary>
    public long UsedBytes => _store.UsedBytes;

    /// <summary>Bytes of records ever written, copies included: the place where the log of records ends.</summary>
    public long WrittenBytes => _store.RecordBytes;

    /// <summary>Bytes of records that passes have written again since the start; a part of <see cref="WrittenBytes"/>.</summary>
    public long CopiedBytes => _pass.CopiedBytes;

    /// <summary>Log time of the last whole pass, or of the beginning: milliseconds since the Unix epoch; 0 before the first event.</summary>
    internal long CompactedAtMs => _compactedAtMs == 0 ? _compactedAtMs = NowMs : _compactedAtMs;

    // Also where nothing is recorded any more: what retention takes out at a midnight leaves the memory too.
    private long NowMs => Math.Max(_index.Current.RecordedAtMs, _index.Midnights.Through == CivilDay.None ? 0 : CivilDay.Start(_index.Midnights.Through).ToUnixTimeMilliseconds());

    private bool HasGrown => _writtenBefore < 0
        || _store.RecordBytes - _writtenBefore >= Math.Max(_store.PageBytes, _store.CapacityBytes / (_index.IsFull ? GrowthShareWhenFull : GrowthShare));

    private bool HasPage => (_store.RecordBytes & -_store.PageBytes) > _store.RecordStart;

    private bool IsTooLongAgo => _store.RecordBytes > _writtenBefore && NowMs - CompactedAtMs >= (long)_options.CompactionInterval.TotalMilliseconds;

    /// <summary>Ends the page of records that is being filled, so that a pass leaves nothing that was erased; before the checkpoint.</summary>
    /// <exception cref="IndexBrokenException">The index holds a part of a set.</exception>
    /// <remarks>Takes up to <see cref="CreditIndexOptions.PageBytes"/> of memory, until the next pass; nothing happens where there is no room for it.</remarks>
    public void EndPage() => _index.Between(() =>
    {
        var hasRoom = _store.HasRoom(_store.PageBytes, count: 2);
        if (hasRoom)
        {
            _pass.EndPage();
        }

        return hasRoom;
    });

    /// <summary>Begins a pass over what the last checkpoint holds.</summary>
    /// <returns>False if that is less than a page, or a pass is under way.</returns>
    /// <exception cref="IndexBrokenException">The index holds a part of a set.</exception>
    public bool Begin() => _index.Between(() =>
    {
        // Also where there is nothing to do: it is tried again when more was written.
        _writtenBefore = _store.RecordBytes;
        return !IsRunning && (IsRunning = _pass.Begin(_store.KeptBelow));
    });

    /// <summary>Goes on with a pass.</summary>
    /// <param name="bytes">How much of the log of records to look through, 1 or more; some 10 ms for a mebibyte.</param>
    /// <returns>False once the pass has ended, or where there is no room even for the copies.</returns>
    /// <exception cref="IndexBrokenException">The index holds a part of a set.</exception>
    /// <remarks>May do less where a reader is still in what is to be given up.</remarks>
    public bool Step(long bytes) => _index.Between(() =>
    {
        if (!IsRunning)
        {
            return false;
        }

        // A page that is live from end to end takes all the room there is, and gives it back only when it is given up.
        for (var left = bytes; left > 0 && _pass.TryGiveUp() && _store.HasRoomToCompact;)
        {
            var done = _pass.Step(Math.Min(left, _store.PageBytes));
            if (done == 0)
            {
                break;
            }

            left -= done;
        }

        if (!_pass.IsRunning)
        {
            _compactedAtMs = NowMs;
            _writtenBefore = _store.RecordBytes;
        }

        return IsRunning = _pass.IsRunning && (_store.HasRoomToCompact || _pass.WaitsForReaders);
    });

    /// <summary>Runs a whole pass at once, for a log that must be applied and does not fit.</summary>
    /// <remarks>Take a checkpoint before. Nothing is applied meanwhile; checks go on.</remarks>
    public void RunWhole()
    {
        _ = Begin();
        while (Step(long.MaxValue))
        {
            Thread.Yield();
        }
    }
}
