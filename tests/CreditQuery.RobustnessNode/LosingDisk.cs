using System.Collections.Concurrent;
using CreditQuery.Log.Storage;

namespace CreditQuery.RobustnessNode;

/// <summary>The disk under a node's log or tail: runs full on demand, and loses with the power what was written and not synced.</summary>
internal sealed class LosingDisk : ILogFileSystem
{
    private const int NoSpace = 28;

    private readonly ConcurrentDictionary<string, Extent> _extents = new(StringComparer.Ordinal);
    private readonly Lock _power = new();
    private long _room = long.MaxValue;

    /// <summary>Where removed files of the log go, so that a test can read what the log has forgotten; null: they are gone.</summary>
    public string? TrimmedFolder { get; set; }

    /// <summary>Bytes that may still be written; 0 also stops the files of the index.</summary>
    public long Room
    {
        get => Interlocked.Read(ref _room);
        set => Interlocked.Exchange(ref _room, value);
    }

    /// <summary>Throws what a disk without room would.</summary>
    public void RequireRoom(string path)
    {
        if (Room <= 0)
        {
            throw new IOException($"No space left on device: {path}", NoSpace);
        }
    }

    /// <summary>Cuts each file somewhere between what was synced and what was written; nothing is written any more.</summary>
    public void LosePower(Random random)
    {
        // Not given back: the process dies next.
        _power.Enter();
        foreach (var (path, extent) in _extents.Where(one => one.Value.Synced < one.Value.Length && File.Exists(one.Key)))
        {
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            RandomAccess.SetLength(file, random.NextInt64(extent.Synced, extent.Length + 1));
        }
    }

    public void CreateFolder(string folder) => DiskFileSystem.Instance.CreateFolder(folder);

    public IDisposable Lock(string folder) => DiskFileSystem.Instance.Lock(folder);

    public IReadOnlyList<string> List(string folder) => DiskFileSystem.Instance.List(folder);

    public ILogFile Create(string path)
    {
        var file = DiskFileSystem.Instance.Create(path);
        _extents[path] = new Extent();
        return new LosingFile(this, file, _extents[path]);
    }

    public ILogFile Open(string path, bool writable)
    {
        var file = DiskFileSystem.Instance.Open(path, writable);
        return new LosingFile(this, file, _extents.GetOrAdd(path, _ => new Extent { Synced = file.Length, Length = file.Length }));
    }

    public void Rename(string from, string to)
    {
        DiskFileSystem.Instance.Rename(from, to);
        if (_extents.TryRemove(from, out var extent))
        {
            _extents[to] = extent;
        }
    }

    public void Delete(string path)
    {
        if (TrimmedFolder is { } trimmed)
        {
            Directory.CreateDirectory(trimmed);
            File.Move(path, Path.Combine(trimmed, Path.GetFileName(path)), overwrite: true);
        }
        else
        {
            DiskFileSystem.Instance.Delete(path);
        }

        _extents.TryRemove(path, out _);
    }

    public void SyncFolder(string folder) => DiskFileSystem.Instance.SyncFolder(folder);

    private sealed class Extent
    {
        public long Synced { get; set; }

        public long Length { get; set; }
    }

    private sealed class LosingFile(LosingDisk disk, ILogFile file, Extent extent) : ILogFile
    {
        public string Path => file.Path;

        public long Length => file.Length;

        public int Read(Span<byte> destination, long offset) => file.Read(destination, offset);

        public void Write(ReadOnlySpan<byte> source, long offset)
        {
            lock (disk._power)
            {
                if (disk.Room != long.MaxValue && Interlocked.Add(ref disk._room, -source.Length) < 0)
                {
                    // As a disk does: what fits is written, then it says no.
                    disk.Room = 0;
                    Put(source[..(source.Length / 2)], offset);
                    throw new DiskFullException(file.Path);
                }

                Put(source, offset);
            }
        }

        public void SetLength(long length)
        {
            lock (disk._power)
            {
                file.SetLength(length);
                (extent.Length, extent.Synced) = (length, Math.Min(length, extent.Synced));
            }
        }

        public void Sync()
        {
            lock (disk._power)
            {
                file.Sync();
                extent.Synced = extent.Length;
            }
        }

        public void Dispose() => file.Dispose();

        private void Put(ReadOnlySpan<byte> source, long offset)
        {
            file.Write(source, offset);
            extent.Length = Math.Max(extent.Length, offset + source.Length);
        }
    }
}
