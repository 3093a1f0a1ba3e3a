using CreditQuery.Log;
using CreditQuery.Log.Storage;

namespace CreditQuery.UnitTests.Log;

/// <summary>
/// A disk in memory that keeps what is not synced apart: when the power goes, any subset of unsynced sectors and names is
/// lost, in any order. It also runs full, and fails, on demand.
/// </summary>
internal sealed class LossyDisk(Random random) : ILogFileSystem
{
    private readonly Lock _gate = new();
    private readonly HashSet<string> _locked = [];
    private readonly List<Action<Dictionary<string, LossyInode>>> _unsyncedNames = [];
    private Dictionary<string, LossyInode> _names = [];
    private Dictionary<string, LossyInode> _durableNames = [];
    private int _operationsLeft = int.MaxValue;

    /// <summary>How many bytes the disk has.</summary>
    public long Capacity { get; set; } = long.MaxValue;

    /// <summary>The next flushes fail, as those of a broken disk.</summary>
    public bool FailSync { get; set; }

    /// <summary>The power goes in the middle of the operation after so many others.</summary>
    public void LosePowerAfter(int operations) => _operationsLeft = operations;

    /// <summary>Switches the machine on again; what was not synced is partly gone.</summary>
    public void Restart()
    {
        lock (_gate)
        {
            foreach (var change in _unsyncedNames.Where(_ => random.Next(2) == 0))
            {
                change(_durableNames);
            }

            _unsyncedNames.Clear();
            _names = new Dictionary<string, LossyInode>(_durableNames);
            foreach (var inode in _names.Values)
            {
                inode.LosePower(random);
            }

            _locked.Clear();
            _operationsLeft = int.MaxValue;
        }
    }

    /// <summary>Only the process ends: the machine keeps what it has not written back yet.</summary>
    public void KillProcess()
    {
        lock (_gate)
        {
            _locked.Clear();
            _operationsLeft = int.MaxValue;
        }
    }

    /// <summary>The files, by name, as they are now.</summary>
    public string[] Names => [.. _names.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The bytes of a file, to look at or to damage.</summary>
    public byte[] BytesOf(string path) => _names[path].Bytes;

    /// <summary>Cuts a file, as an accident.</summary>
    public void Cut(string path, int length)
    {
        _names[path].SetLength(length);
        _names[path].Sync();
    }

    public void CreateFolder(string folder) => Operate(static () => { });

    public IDisposable Lock(string folder)
    {
        lock (_gate)
        {
            return _locked.Add(folder) ? new Unlock(() => _locked.Remove(folder)) : throw new ChangeLogLockedException(folder);
        }
    }

    public IReadOnlyList<string> List(string folder)
    {
        lock (_gate)
        {
            return [.. _names.Keys.Select(static path => Path.GetFileName(path))];
        }
    }

    public ILogFile Create(string path)
    {
        var inode = new LossyInode();
        ChangeNames(names => names[path] = inode);
        return new LossyFile(this, path, inode);
    }

    public ILogFile Open(string path, bool writable)
    {
        lock (_gate)
        {
            return _names.TryGetValue(path, out var inode)
                ? new LossyFile(this, path, inode)
                : throw new FileNotFoundException(null, path);
        }
    }

    public void Rename(string from, string to)
    {
        var inode = _names[from];
        ChangeNames(names =>
        {
            names[to] = inode;
            names.Remove(from);
        });
    }

    public void Delete(string path) => ChangeNames(names => names.Remove(path));

    public void SyncFolder(string folder) => Operate(() =>
    {
        _durableNames = new Dictionary<string, LossyInode>(_names);
        _unsyncedNames.Clear();
    });

    internal void Write(LossyInode inode, string path, ReadOnlySpan<byte> source, long offset)
    {
        lock (_gate)
        {
            if (IsPowerLost())
            {
                // The power goes in the middle of a write: some of it had been handed over.
                inode.Write(source[..random.Next(source.Length + 1)], offset);
                throw new PowerLossException();
            }

            var room = Capacity - _names.Values.Where(other => other != inode).Sum(static other => (long)other.Length) - offset;
            if (room < source.Length)
            {
                inode.Write(source[..(int)Math.Max(0, room)], offset);
                WriteBackSome(inode);
                throw new DiskFullException(path);
            }

            inode.Write(source, offset);
            WriteBackSome(inode);
        }
    }

    internal void Sync(LossyInode inode) => Operate(() =>
    {
        if (FailSync)
        {
            throw new IOException("The disk does not answer.");
        }

        inode.Sync();
    });

    internal void Operate(Action operation)
    {
        lock (_gate)
        {
            if (IsPowerLost())
            {
                throw new PowerLossException();
            }

            operation();
        }
    }

    private void WriteBackSome(LossyInode inode)
    {
        while (inode.IsDirty && random.Next(4) != 0)
        {
            inode.WriteBack(random);
        }
    }

    private void ChangeNames(Action<Dictionary<string, LossyInode>> change) => Operate(() =>
    {
        change(_names);
        _unsyncedNames.Add(change);
    });

    private bool IsPowerLost() => _operationsLeft == 0 || (_operationsLeft != int.MaxValue && --_operationsLeft == 0);

    private sealed class Unlock(Action unlock) : IDisposable
    {
        public void Dispose() => unlock();
    }
}
