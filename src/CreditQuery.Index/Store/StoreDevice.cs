using System.Collections.Concurrent;
using FASTER.core;
using Microsoft.Win32.SafeHandles;

namespace CreditQuery.Index.Store;

/// <summary>The files under FASTER: plain system calls on the thread pool, several at a time.</summary>
/// <param name="path">Path without the number of the file.</param>
/// <param name="writes">Learns of writes that failed.</param>
/// <param name="keepsFailed">A failed write is kept to be tried again (the log of records); otherwise FASTER goes on, and the checkpoint is void.</param>
/// <remarks>FASTER's own device writes with O_SYNC and reads one page at a time; here the checkpoint syncs once, and recovery uses all processors.
/// Source: ADR 0002.</remarks>
internal sealed unsafe class StoreDevice(string path, StoreWrites writes, bool keepsFailed)
    : StorageDeviceBase(path, SectorBytes, Devices.CAPACITY_UNSPECIFIED)
{
    private const int SectorBytes = 512;
    private const int PieceBytes = 64 << 20;
    private const uint Failed = uint.MaxValue;

    private readonly ConcurrentDictionary<int, SafeFileHandle> _files = new();
    private int _underWay;
    private volatile bool _isClosed;

    /// <summary>Bytes from the start that belong to a checkpoint: they are not written again.</summary>
    /// <remarks>FASTER writes whole sectors, so that the next flush repeats the end of the last one, with marks of later updates in it.</remarks>
    public long KeepBelow { get; set; }

    /// <inheritdoc/>
    public override void WriteAsync(
        nint sourceAddress, int segmentId, ulong destinationAddress, uint numBytesToWrite, DeviceIOCompletionCallback callback, object context) =>
        Start(new StoreWrite(this, sourceAddress, segmentId, (long)destinationAddress, numBytesToWrite, callback, context));

    /// <summary>Starts a write.</summary>
    public static void Start(StoreWrite write) =>
        ThreadPool.UnsafeQueueUserWorkItem(static write => write.Device.Run(write, write.Device.Write), write, preferLocal: false);

    /// <inheritdoc/>
    public override void ReadAsync(
        int segmentId, ulong sourceAddress, nint destinationAddress, uint readLength, DeviceIOCompletionCallback callback, object context) =>
        ThreadPool.UnsafeQueueUserWorkItem(
            static read => read.Device.Run(read, read.Device.Read),
            new StoreWrite(this, destinationAddress, segmentId, (long)sourceAddress, readLength, callback, context),
            preferLocal: false);

    /// <inheritdoc/>
    public override long GetFileSize(int segment) =>
        segmentSize > 0 ? segmentSize : File.Exists(NameOf(segment)) ? new FileInfo(NameOf(segment)).Length : 0;

    /// <inheritdoc/>
    /// <remarks>FASTER gives up what lies before its log after each checkpoint; the checkpoint before still needs it. Whoever knows all of them removes it.</remarks>
    public override void RemoveSegmentAsync(int segment, AsyncCallback callback, IAsyncResult result) => callback(result);

    /// <summary>Closes the files that lie wholly before a place of the log: they are about to be removed.</summary>
    /// <param name="address">The place.</param>
    public void CloseBelow(long address)
    {
        foreach (var segment in _files.Keys.Where(segment => (segment + 1) * segmentSize <= address))
        {
            if (_files.TryRemove(segment, out var file))
            {
                file.Dispose();
            }
        }
    }

    /// <summary>Waits for writes and reads under way, and lets none begin any more: memory and files may then be others'.</summary>
    /// <remarks>FASTER writes what became read-only in the background, and does not wait for it when it is closed.</remarks>
    public void Close()
    {
        _isClosed = true;

        // Whoever begins counts first and looks then, whoever closes the other way round: one of the two sees the other.
        Interlocked.MemoryBarrier();
        var spin = default(SpinWait);
        while (Volatile.Read(ref _underWay) > 0)
        {
            spin.SpinOnce();
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        foreach (var segment in _files.Keys)
        {
            if (_files.TryRemove(segment, out var file))
            {
                file.Dispose();
            }
        }
    }

    // After the close nobody waits for an answer.
    private void Run(StoreWrite transfer, Action<StoreWrite> work)
    {
        Interlocked.Increment(ref _underWay);
        try
        {
            if (!_isClosed)
            {
                work(transfer);
            }
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }

    private void Write(StoreWrite write)
    {
        try
        {
            var start = segmentSize > 0 ? write.Segment * segmentSize : 0;
            var skipped = Math.Clamp(KeepBelow - start - write.Offset, 0, write.Bytes);
            writes.Ask(NameOf(write.Segment));
            Directory.CreateDirectory(Path.GetDirectoryName(FileName)!);
            var file = Open(write.Segment, FileMode.OpenOrCreate);
            for (var done = skipped; done < write.Bytes; done += PieceBytes)
            {
                var piece = new ReadOnlySpan<byte>((byte*)write.Source + done, (int)Math.Min(PieceBytes, write.Bytes - done));
                RandomAccess.Write(file, piece, write.Offset + done);
            }
        }
        catch (Exception fault)
        {
            writes.Fail(fault, keepsFailed ? write : null);
            if (!keepsFailed)
            {
                write.Callback(Failed, 0, write.Context);
            }

            return;
        }

        write.Callback(0, (uint)write.Bytes, write.Context);
    }

    private void Read(StoreWrite read)
    {
        var (done, fault) = (0L, 0u);
        try
        {
            var file = Open(read.Segment, FileMode.Open);
            for (var got = -1; got != 0 && done < read.Bytes; done += got)
            {
                var piece = new Span<byte>((byte*)read.Source + done, (int)Math.Min(PieceBytes, read.Bytes - done));
                got = RandomAccess.Read(file, piece, read.Offset + done);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            fault = Failed;
        }

        read.Callback(fault, (uint)done, read.Context);
    }

    private string NameOf(int segment) => GetSegmentFilename(FileName, segment);

    private SafeFileHandle Open(int segment, FileMode mode)
    {
        if (_files.TryGetValue(segment, out var known))
        {
            return known;
        }

        var opened = File.OpenHandle(NameOf(segment), mode, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        var kept = _files.GetOrAdd(segment, opened);
        if (!ReferenceEquals(kept, opened))
        {
            opened.Dispose();
        }

        return kept;
    }
}
