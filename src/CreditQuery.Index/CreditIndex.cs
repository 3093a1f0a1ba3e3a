using CreditQuery.Index.Apply;
using CreditQuery.Index.Checkpoints;
using CreditQuery.Index.Store;
using CreditQuery.Index.Transitions;
using CreditQuery.Rules.Periods;

namespace CreditQuery.Index;

/// <summary>What is known of each subject, in memory: applies the change log, answers checks, takes checkpoints.</summary>
/// <remarks>One thread applies and takes checkpoints; any number of threads read. Source: architecture, chapters 4 to 6.</remarks>
public sealed class CreditIndex : IDisposable
{
    private const int MaxFreeTries = 3;

    private readonly ReaderPool _readers;
    private readonly Lock _gate = new();
    private readonly SubjectStore _store;
    private readonly RecordWriter _writer;
    private readonly Applier _applier;
    private readonly Midnights _midnights;
    private readonly CreditIndexOptions _options;
    private FolderLock? _held;
    private volatile RegistrySnapshot _current;
    private IndexBrokenException? _broken;
    private int _lastDay;
    private long _outOfMemory;

    private CreditIndex(IndexRecovery.Recovered recovered, SubjectKeyCipher cipher, CreditIndexOptions options, CheckpointFolder checkpoints)
    {
        _store = recovered.Store;
        _readers = new ReaderPool(this, _store);
        _writer = new RecordWriter(_store.NewSession(), options.BeforeRecord);
        Cipher = cipher;
        _options = options;
        _midnights = new Midnights(_store, _writer, cipher, recovered.Snapshot);
        _applier = new Applier(_store, _writer, cipher, recovered.ChangeIds, _midnights) { Unknown = options.Unknown };
        _current = recovered.Snapshot;
        _lastDay = recovered.LastDay;
        Midnights = new IndexMidnights(this, _midnights, sink => new TransitionTeller(_store, _writer, sink));
        Compaction = new IndexCompaction(this, _store, _store.NewCompaction(_writer, options.AfterCompactionStep), options, recovered.CompactedAtMs);
        Checkpoints = new IndexCheckpoints(
            () => Between(() => checkpoints.Take(_store, _current, _applier.ChangeIds, Marks)),
            () => checkpoints.IsDue(_store, _current.Revision),
            checkpoints,
            recovered.Unusable);
        Hints = _store.FindHints();
    }

    /// <summary>Makes and reads subject keys.</summary>
    public SubjectKeyCipher Cipher { get; }

    /// <summary>The snapshot in force.</summary>
    public RegistrySnapshot Current => _current;

    /// <summary>Share of the memory for records in use, 0 to 1.</summary>
    public double Fill => _store.Fill;

    /// <summary>New puts are to be refused; what lifts a burden still fits, and what is in the log is always applied.</summary>
    public bool IsFull => IsFullAt(_store.Fill);

    /// <summary>Whether that is so at a fill that was read before, for whoever tells both.</summary>
    /// <param name="fill">Share of the memory, 0 to 1.</param>
    public bool IsFullAt(double fill) => fill >= _options.FullAt;

    /// <summary>Takes checkpoints, and knows those that are kept.</summary>
    public IndexCheckpoints Checkpoints { get; }

    /// <summary>Takes superseded records out of memory.</summary>
    public IndexCompaction Compaction { get; }

    /// <summary>Passes midnights, and tells what becomes of statuses.</summary>
    public IndexMidnights Midnights { get; }

    /// <summary>Bytes of memory taken: pages of records, hash table, overflow buckets.</summary>
    public long MemoryBytes => _store.MemoryBytes;

    /// <summary>How many reads met a record that is no longer in memory.</summary>
    public long OutOfMemoryReads => Interlocked.Read(ref _outOfMemory);

    /// <summary>Opens the index of a folder: the newest sound checkpoint, else the one before, else empty.</summary>
    /// <param name="options">Options.</param>
    /// <param name="key">The registry's key; checkpoints of another key are not used.</param>
    /// <param name="epoch">Identity of the log; checkpoints of another epoch are not used.</param>
    /// <param name="oldestRevision">Oldest revision that the log still holds; default 1. An empty index is opened only if the log begins with 1.</param>
    /// <param name="isStateOfLog">Says whether a revision with a chain value (20 bytes) is a state of the log: a checkpoint that is none is not used. Null: the
    /// epoch alone decides, and the reader of the log proves the rest.</param>
    /// <returns>The index, at the revision of <see cref="Current"/>: the log is applied from the next one on.</returns>
    /// <exception cref="IndexInUseException">Another process holds the folder.</exception>
    /// <exception cref="RegistryKeyException">A checkpoint of this epoch was written with another key: the node must not start.</exception>
    /// <exception cref="CheckpointsUnusableException">No checkpoint is sound, and the log is trimmed.</exception>
    /// <exception cref="NewerCheckpointException">A checkpoint was written by a later version.</exception>
    /// <exception cref="IndexTooSmallException">The checkpoint does not fit into the memory for records.</exception>
    public static CreditIndex Open(CreditIndexOptions options, RegistryKey key, string epoch, ulong oldestRevision = 1, Func<ulong, byte[], bool>? isStateOfLog = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        var held = FolderLock.Take(options.Folder);
        try
        {
            if (options.HugePages)
            {
                _ = HugePages.TryAskForHeap();
            }

            var checkpoints = new CheckpointFolder(options);
            var recovered = new IndexRecovery(options, key.Check, epoch, oldestRevision, isStateOfLog).Run(checkpoints);
            return new CreditIndex(recovered, new SubjectKeyCipher(key), options, checkpoints) { _held = held };
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Applies the next event of the log: decides its outcomes, writes its records, publishes its revision.</summary>
    /// <param name="logged">The event.</param>
    /// <returns>What became of it.</returns>
    /// <exception cref="RevisionGapException">The event is not the next one.</exception>
    /// <exception cref="UpgradeNeededException">It holds a kind of change that this version does not know.</exception>
    /// <exception cref="IndexFullException">Its records do not fit into memory; none is written.</exception>
    /// <exception cref="IndexBrokenException">Writing them failed half-way, now or before.</exception>
    /// <remarks>One thread. A deterministic function of (state, event): the same on every node.</remarks>
    public AppliedSet Apply(in LoggedEvent logged)
    {
        var current = _current;
        if (logged.Revision != current.Revision + 1)
        {
            throw new RevisionGapException(current.Revision, logged.Revision);
        }

        lock (_gate)
        {
            ThrowIfBroken();

            // What midnight takes away is gone before the first event of the day, on every node alike.
            current = PassTo(CivilDay.Of(logged.RecordedAt));
            try
            {
                var applied = _applier.Apply(current, logged, out var next);
                IndexFailpoints.BeforePublish?.Invoke();

                // Every record of the set is written by now: whoever reads this snapshot finds them.
                _current = next;
                Midnights.Tell(next, applied);
                return applied;
            }
            catch (IndexBrokenException fault)
            {
                _broken = fault;
                throw;
            }
        }
    }

    /// <summary>Tells what became of a change id when it was applied first.</summary>
    /// <param name="changeId">The id, as in <see cref="LoggedEvent.ChangeId"/>.</param>
    /// <param name="payload">Content that must be that of the first time; null: any.</param>
    /// <param name="nowMs">With content, log time now: an id that is too old for it is not remembered.</param>
    /// <returns>The first outcomes, as a duplicate; null if the id is not remembered: never applied, quarantined, or of more than seven days ago.</returns>
    /// <exception cref="IndexBrokenException">It is of a set that could not be written whole.</exception>
    /// <remarks>Thread-safe; waits only while that set is being applied: whoever is told of it sees it from then on. For whoever appends no repetition.</remarks>
    public AppliedSet? Recall(UInt128 changeId, ReadOnlyMemory<byte>? payload = null, long nowMs = 0) =>
        _applier.Recall(changeId, payload, nowMs) is not { } first ? null : first.FirstRevision <= _current.Revision ? first : Between(() => first);

    /// <summary>Does something at one place of the order: nothing is applied or told meanwhile.</summary>
    /// <param name="work">What, short; it gets the place.</param>
    public void AtOnePlace(Action<StatusPosition> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        lock (_gate)
        {
            ThrowIfBroken();
            work(new StatusPosition(_current.Revision, _midnights.Through) { ChainMark = StatusPosition.MarkOf(_current.Chain.Span) });
        }
    }

    /// <summary>Begins a walk over the units that have list entries.</summary>
    public ListedUnitWalk WalkListedUnits() => new(_store, Cipher);

    /// <summary>Last civil day used, a day number; 0 none. Today is never earlier.</summary>
    /// <remarks>Kept in checkpoints; set by the applying thread.</remarks>
    public int LastDay
    {
        get => Volatile.Read(ref _lastDay);
        set => Volatile.Write(ref _lastDay, Math.Max(value, Volatile.Read(ref _lastDay)));
    }

    /// <summary>Reads at one snapshot: an attempt that meets something newer is made again with a newer snapshot, and after three tries with
    /// the applier held, so that it ends.</summary>
    /// <param name="state">What the attempt needs and gives.</param>
    /// <param name="attempt">One attempt, from the beginning; a static lambda allocates nothing.</param>
    /// <typeparam name="TState">State of the attempt.</typeparam>
    /// <exception cref="IndexBrokenException">What it meets is a part of a set that could not be written (UNAVAILABLE).</exception>
    /// <remarks>Thread-safe. A check or batch has exactly one revision: that of the snapshot of the last attempt.</remarks>
    public void ReadPinned<TState>(ref TState state, PinnedRead<TState> attempt)
        where TState : allows ref struct
    {
        ArgumentNullException.ThrowIfNull(attempt);
        for (var tries = 0; tries < MaxFreeTries; tries++)
        {
            var snapshot = _current;
            if (attempt(snapshot, ref state))
            {
                return;
            }

            WaitForNewer(snapshot);
        }

        lock (_gate)
        {
            if (!attempt(_current, ref state))
            {
                ThrowIfBroken();
                throw new InvalidOperationException("A record is newer than the snapshot although nothing is being applied.");
            }
        }
    }

    /// <summary>Reads and seals a subject and asks for its place in memory, ahead of its check.</summary>
    /// <param name="subject">The subject.</param>
    /// <param name="prepared">Is filled.</param>
    /// <remarks>Thread-safe, and may be called without a reader: it reads nothing of the store. For batches: prepare some sixteen, then
    /// <see cref="IndexReader.Fetch"/> each, then check each; a single one as early as its identifier is known. Measured: ADR 0002, ADR 0023.</remarks>
    public void Prepare(in SubjectInput subject, ref PreparedSubject prepared) => prepared.Read(subject, this);

    /// <summary>Rents a reader; dispose it to give it back.</summary>
    /// <exception cref="IndexClosedException">The index is being closed, or is closed (UNAVAILABLE).</exception>
    public IndexReader RentReader() => _readers.Rent();

    /// <summary>Lends no reader any more, and waits until those lent are back: the memory may go then.</summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public Task CloseReadersAsync(CancellationToken cancellationToken) => _readers.CloseAsync(cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        _writer.Dispose();
        _readers.Dispose();

        _store.Dispose();
        _held?.Dispose();
    }

    internal MemoryHints? Hints { get; }

    /// <summary>The store, for measurements.</summary>
    internal SubjectStore Store => _store;

    /// <summary>Does something while nothing is applied or told.</summary>
    internal T Alone<T>(Func<T> work)
    {
        lock (_gate)
        {
            return work();
        }
    }

    /// <summary>The same, where every set is whole.</summary>
    /// <exception cref="IndexBrokenException">The index holds a part of a set.</exception>
    internal T Between<T>(Func<T> work)
    {
        lock (_gate)
        {
            ThrowIfBroken();
            return work();
        }
    }

    internal void CountOutOfMemory() => Interlocked.Increment(ref _outOfMemory);

    /// <summary>Passes midnights; the gate is held.</summary>
    /// <returns>The snapshot after them, which is in force.</returns>
    internal RegistrySnapshot PassTo(int day)
    {
        try
        {
            return _current = _midnights.Pass(_current, day);
        }
        catch (Exception fault)
        {
            // Midnight writes as it goes: what a fault leaves is a part of it.
            _broken = new IndexBrokenException(_current.Revision, fault);
            throw _broken;
        }
    }

    private CheckpointMarks Marks => new(Cipher.Check, _lastDay, Compaction.CompactedAtMs);

    private void ThrowIfBroken()
    {
        if (_broken is { } fault)
        {
            throw new IndexBrokenException(fault.Revision, fault.InnerException!);
        }
    }

    // A set that is being written publishes its snapshot within microseconds; what takes longer is left to the lock.
    private void WaitForNewer(RegistrySnapshot snapshot)
    {
        var spin = default(SpinWait);
        while (ReferenceEquals(_current, snapshot) && !spin.NextSpinWillYield)
        {
            spin.SpinOnce();
        }
    }

    internal void Return(IndexReader reader) => _readers.Return(reader);
}
