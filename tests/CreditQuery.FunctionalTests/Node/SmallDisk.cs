using CreditQuery.Index;
using CreditQuery.Log;
using CreditQuery.Log.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace CreditQuery.FunctionalTests.Node;

/// <summary>The disk under a node's data, which runs full on demand; otherwise the machine's own.</summary>
internal sealed class SmallDisk : ILogFileSystem
{
    private const int NoSpace = 28;

    private long _room = long.MaxValue;

    /// <summary>Bytes of the log that may still be written; 0 also stops the files of the index.</summary>
    public long Room
    {
        get => Interlocked.Read(ref _room);
        set => Interlocked.Exchange(ref _room, value);
    }

    /// <summary>Puts the data of a node on this disk.</summary>
    public void PutUnder(IServiceCollection services)
    {
        services.Configure<ChangeLogOptions>(options => options.Files = this);
        services.Configure<CreditIndexOptions>(options => options.BeforeWrite = _ =>
        {
            if (Room <= 0)
            {
                throw new IOException("No space left on device", NoSpace);
            }
        });
    }

    public void CreateFolder(string folder) => DiskFileSystem.Instance.CreateFolder(folder);

    public IDisposable Lock(string folder) => DiskFileSystem.Instance.Lock(folder);

    public IReadOnlyList<string> List(string folder) => DiskFileSystem.Instance.List(folder);

    public ILogFile Create(string path) => new SmallFile(this, DiskFileSystem.Instance.Create(path));

    public ILogFile Open(string path, bool writable) => new SmallFile(this, DiskFileSystem.Instance.Open(path, writable));

    public void Rename(string from, string to) => DiskFileSystem.Instance.Rename(from, to);

    public void Delete(string path) => DiskFileSystem.Instance.Delete(path);

    public void SyncFolder(string folder) => DiskFileSystem.Instance.SyncFolder(folder);

    private sealed class SmallFile(SmallDisk disk, ILogFile file) : ILogFile
    {
        public string Path => file.Path;

        public long Length => file.Length;

        public int Read(Span<byte> destination, long offset) => file.Read(destination, offset);

        public void Write(ReadOnlySpan<byte> source, long offset)
        {
            if (Interlocked.Add(ref disk._room, -source.Length) < 0)
            {
                // As a disk does: what fits is written, then it says no.
                disk.Room = 0;
                file.Write(source[..(source.Length / 2)], offset);
                throw new DiskFullException(file.Path);
            }

            file.Write(source, offset);
        }

        public void SetLength(long length) => file.SetLength(length);

        public void Sync() => file.Sync();

        public void Dispose() => file.Dispose();
    }
}
