using System.Runtime.InteropServices;

namespace CreditQuery.Index.Checkpoints;

/// <summary>Files that survive a loss of power: written aside, synced, renamed, the folder synced.</summary>
internal static partial class DurableFiles
{
    private const int ReadOnlyFlag = 0;

    // Keep the length, and punch a hole: what was there reads as zeros and takes no room.
    private const int PunchHole = 1 | 2;

    /// <summary>End of the name of a file that is being written.</summary>
    public const string AsideEnding = ".tmp";

    /// <summary>Replaces a file whole; a write that fails leaves nothing behind.</summary>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        var aside = path + AsideEnding;
        try
        {
            using (var stream = new FileStream(aside, FileMode.Create, FileAccess.Write))
            {
                stream.Write(content);
                stream.Flush(flushToDisk: true);
            }

            File.Move(aside, path, overwrite: true);
        }
        catch
        {
            File.Delete(aside);
            throw;
        }

        SyncFolder(Path.GetDirectoryName(path)!);
    }

    /// <summary>Syncs every file below a folder but the lock, and the folders.</summary>
    public static void SyncTree(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder).Where(static f => Path.GetFileName(f) != FolderLock.FileName))
        {
            using var handle = File.OpenHandle(file, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            RandomAccess.FlushToDisk(handle);
        }

        foreach (var inner in Directory.EnumerateDirectories(folder))
        {
            SyncTree(inner);
        }

        SyncFolder(folder);
    }

    /// <summary>Makes the names in a folder durable.</summary>
    public static void SyncFolder(string folder)
    {
        // Windows has no such call: names are durable with the file there.
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var descriptor = Open(folder, ReadOnlyFlag);
        if (descriptor < 0)
        {
            throw new IOException($"The folder {folder} cannot be opened to be synced.");
        }

        var synced = Sync(descriptor) == 0;
        _ = Close(descriptor);
        if (!synced)
        {
            throw new IOException($"The folder {folder} cannot be synced.");
        }
    }

    /// <summary>Gives the bytes at the start of a file back to the disk; they read as zeros then.</summary>
    /// <param name="path">The file.</param>
    /// <param name="bytes">How many.</param>
    /// <returns>False where the system or the file system cannot.</returns>
    public static bool TryEmpty(string path, long bytes)
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        try
        {
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            return Allocate(file, PunchHole, 0, bytes) == 0;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // The checkpoint stands all the same, and the next one tries again.
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "fallocate")]
    private static partial int Allocate(SafeHandle file, int mode, long offset, long bytes);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync")]
    private static partial int Sync(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
