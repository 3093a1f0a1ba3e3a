using CreditQuery.Index.Checkpoints;
using CreditQuery.Rules.Subjects;
using FASTER.core;
using Session = FASTER.core.ClientSession<CreditQuery.Rules.Subjects.SubjectKey, FASTER.core.SpanByte, byte, CreditQuery.Index.Store.RecordSpan, FASTER.core.Empty, CreditQuery.Index.Store.RecordFunctions>;

namespace CreditQuery.Index.Store;

/// <summary>The FASTER store of records: one writer, many readers, everything in memory.</summary>
/// <remarks>Memory is reserved as addresses and taken page by page. The log's file takes what a checkpoint folds over. Source: ADR 0002.</remarks>
internal sealed class SubjectStore : IDisposable
{
    // Record head 8, key 16, length 4, rounding 7.
    private const long RecordOverhead = 40;

    private readonly StoreDevice _device;
    private readonly StoreWrites _writes;
    private readonly FasterKV<SubjectKey, SpanByte> _faster;
    private readonly long _memoryBytes;
    private readonly int _pageBytes;
    private readonly long _segmentBytes;
    private (Guid Token, Task Completing)? _unfinished;

    /// <summary>Opens an empty store over a folder.</summary>
    public SubjectStore(string folder, CreditIndexOptions options)
    {
        Directory.CreateDirectory(folder);
        Folder = folder;
        _writes = new StoreWrites(options.BeforeWrite);
        _device = new StoreDevice(LogPath(folder), _writes, keepsFailed: true);
        _pageBytes = options.PageBytes;
        _memoryBytes = MemoryOf(options);
        _segmentBytes = options.SegmentBytes;
        var settings = new FasterKVSettings<SubjectKey, SpanByte>
        {
            IndexSize = options.HashTableBytes,
            ConcurrencyControlMode = ConcurrencyControlMode.None,
            LogDevice = _device,
            PageSize = options.PageBytes,
            SegmentSize = _segmentBytes,
            MemorySize = _memoryBytes,
            MutableFraction = 0.5,
            EqualityComparer = default(SubjectKeyComparer),
            ValueLength = default(SpanByteVarLenStruct),
            CheckpointManager = new DeviceLogCommitCheckpointManager(
                new CheckpointDevices(_writes), new DefaultCheckpointNamingScheme(Path.GetFullPath(CheckpointFolder(folder))), removeOutdated: false),
        };
        _faster = new FasterKV<SubjectKey, SpanByte>(settings);
    }

    /// <summary>Folder of the store.</summary>
    public string Folder { get; }

    /// <summary>Bytes of records in the log, live ones and superseded ones.</summary>
    public long UsedBytes => _faster.Log.TailAddress - _faster.Log.BeginAddress;

    /// <summary>Bytes of records that fit; the log keeps one page free ahead of its tail and one behind its head.</summary>
    public long CapacityBytes => _memoryBytes - (2L * _pageBytes);

    /// <summary>Bytes of records that fit with given options.</summary>
    public static long CapacityOf(CreditIndexOptions options) => MemoryOf(options) - (2L * options.PageBytes);

    /// <summary>Share of the memory for records in use, 0 to 1.</summary>
    public double Fill => (double)UsedBytes / CapacityBytes;

    /// <summary>Bytes of memory taken: pages, hash table, overflow buckets.</summary>
    public long MemoryBytes => _faster.Log.MemorySizeBytes + (_faster.IndexSize * 64) + (_faster.OverflowBucketCount * 64);

    /// <summary>Where FASTER puts its checkpoints.</summary>
    public static string CheckpointFolder(string folder) => Path.Combine(folder, "checkpoints");

    /// <summary>Opens a session; one thread at a time uses it.</summary>
    public Session NewSession() => _faster.For(default(RecordFunctions)).NewSession<RecordFunctions>();

    /// <summary>Whether records fit into memory: a record that leaves memory could not be answered from.</summary>
    /// <param name="bytes">Bytes of the records.</param>
    /// <param name="count">Number of records; each costs its key and up to a page's rest.</param>
    public bool HasRoom(long bytes, int count) => UsedBytes + bytes + (count * RecordOverhead) + _pageBytes <= CapacityBytes;

    /// <summary>Shows every record, superseded ones included: whoever acts on one looks it up again.</summary>
    /// <param name="visitor">Gets key and bytes, which are valid only during the call.</param>
    /// <remarks>Reads the whole log once; the caller is the writer.</remarks>
    public void Visit(RecordVisitor visitor)
    {
        using var scan = _faster.Log.Scan(_faster.Log.BeginAddress, _faster.Log.TailAddress);
        while (scan.GetNext(out _))
        {
            // Under no key stands what ends a page.
            if (scan.GetKey() is var key && key != default)
            {
                visitor(key, scan.GetValue().AsReadOnlySpan());
            }
        }
    }

    /// <summary>Where the first record lies.</summary>
    public long BeginAddress => _faster.Log.BeginAddress;

    /// <summary>Where the next record will lie.</summary>
    public long TailAddress => _faster.Log.TailAddress;

    /// <summary>Shows records from one place on, superseded ones in part, while others are written behind the end.</summary>
    /// <param name="from">Address of a record, or the end of a walk before.</param>
    /// <param name="end">End; everything before it is written.</param>
    /// <param name="visitor">Gets key and bytes, valid only during the call; false ends the walk.</param>
    /// <returns>Where to go on.</returns>
    public long Visit(long from, long end, Func<SubjectKey, ReadOnlySpan<byte>, bool> visitor)
    {
        if (from >= end)
        {
            return from;
        }

        using var scan = _faster.Log.Scan(from, end);
        while (scan.GetNext(out _))
        {
            if (!visitor(scan.GetKey(), scan.GetValue().AsReadOnlySpan()))
            {
                return scan.NextAddress;
            }
        }

        return end;
    }

    /// <summary>Takes a checkpoint of records and hash table; the caller is the writer, so that none changes meanwhile.</summary>
    /// <returns>Its token; the files are written and not synced.</returns>
    /// <exception cref="IOException">A file could not be written. Records go on to be written and read; the next checkpoint tries again.</exception>
    public Guid TakeCheckpoint()
    {
        _writes.Retry();
        if (_unfinished is { } earlier)
        {
            // It waits for writes that failed, and stands for a revision that is past.
            Wait(earlier.Completing);
            _unfinished = null;
            Purge(earlier.Token);
        }

        if (!_faster.TryInitiateFullCheckpoint(out var token, CheckpointType.FoldOver))
        {
            throw new InvalidOperationException("A checkpoint is being taken already.");
        }

        var completing = _faster.CompleteCheckpointAsync().AsTask();
        _unfinished = (token, completing);
        Wait(completing);
        _unfinished = null;
        return token;
    }

    /// <summary>The place in the log of records where a checkpoint taken now ends; places are counted from the very beginning.</summary>
    public long RecordBytes => UsedBytes == 0 ? 0 : _faster.Log.TailAddress;

    /// <summary>The place where it begins: a whole page.</summary>
    public long RecordStart => _faster.Log.BeginAddress & -_pageBytes;

    /// <summary>Whether the records of a checkpoint fit into the memory for records.</summary>
    public bool Fits(long bytes) => bytes <= CapacityBytes;

    /// <summary>Makes what takes back the memory of superseded records.</summary>
    /// <param name="writer">The session that writes.</param>
    /// <param name="afterStep">Called after each step; a test's fault.</param>
    public Compaction NewCompaction(RecordWriter writer, Action<CompactionStep>? afterStep) => new(_faster.Log, writer, _pageBytes, afterStep);

    /// <summary>Whether a page of records can be written again at the end: events leave that much free.</summary>
    public bool HasRoomToCompact => UsedBytes + _pageBytes <= CapacityBytes + (_pageBytes / 2);

    /// <summary>The place up to which a checkpoint is durable.</summary>
    public long KeptBelow => _device.KeepBelow;

    /// <summary>Size of a page of records.</summary>
    public int PageBytes => _pageBytes;

    /// <summary>Says that the log of records is durable up to a place: those bytes are never written again.</summary>
    public void KeepBelow(long recordBytes) => _device.KeepBelow = recordBytes;

    /// <summary>Lets go of the files that lie wholly before a place: they are about to be removed.</summary>
    public void CloseFilesBelow(long address) => _device.CloseBelow(address);

    /// <summary>Recovers a checkpoint into this empty store.</summary>
    public void Recover(Guid token) => _faster.Recover(token, token);

    /// <summary>Looks up where the store lies in memory, once it is recovered.</summary>
    /// <returns>Null where nothing can be fetched ahead.</returns>
    public MemoryHints? FindHints() =>
        MemoryHints.TryFind(_faster, System.Numerics.BitOperations.Log2((uint)_pageBytes), _memoryBytes / _pageBytes);

    /// <summary>Removes the files of a checkpoint.</summary>
    public void Purge(Guid token) => _faster.CheckpointManager.Purge(token);

    public void Dispose()
    {
        _device.Close();
        _faster.Dispose();
        _device.Dispose();
    }

    private static long MemoryOf(CreditIndexOptions options) => 1L << System.Numerics.BitOperations.Log2((ulong)options.RecordMemoryBytes);

    private static string LogPath(string folder) => Path.Combine(folder, RecordFiles.Name);

    private void Wait(Task completing)
    {
        var failed = _writes.Failed;
        Task.WhenAny(completing, failed).GetAwaiter().GetResult();
        if (failed.IsCompleted)
        {
            var fault = failed.GetAwaiter().GetResult();
            throw new IOException($"The index cannot be written: {fault.Message}", fault);
        }

        completing.GetAwaiter().GetResult();
    }
}
