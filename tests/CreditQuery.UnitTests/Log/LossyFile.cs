using CreditQuery.Log.Storage;

namespace CreditQuery.UnitTests.Log;

/// <summary>An open file of the simulated disk.</summary>
internal sealed class LossyFile(LossyDisk disk, string path, LossyInode inode) : ILogFile
{
    public string Path => path;

    public long Length => inode.Length;

    public int Read(Span<byte> destination, long offset) => inode.Read(destination, offset);

    public void Write(ReadOnlySpan<byte> source, long offset) => disk.Write(inode, path, source, offset);

    public void SetLength(long length) => disk.Operate(() => inode.SetLength(length));

    public void Sync() => disk.Sync(inode);

    public void Dispose()
    {
    }
}
