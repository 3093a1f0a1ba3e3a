using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace CreditQuery.Log.Storage;

/// <summary>The operating system's files.</summary>
internal sealed class DiskFileSystem : ILogFileSystem
{
    private const string LockName = "lock";

    // EWOULDBLOCK of Linux and of macOS, ERROR_SHARING_VIOLATION: .NET puts them into HResult. A read-only or broken disk says something else.
    private const int LinuxWouldBlock = 11;
    private const int MacWouldBlock = 35;
    private const int WindowsSharingViolation = unchecked((int)0x80070020);
    private const FileShare ShareAll = FileShare.ReadWrite | FileShare.Delete;

    public static DiskFileSystem Instance { get; } = new();

    public void CreateFolder(string folder)
    {
        if (Directory.Exists(folder))
        {
            return;
        }

        var parent = Path.GetDirectoryName(folder);
        if (parent is not null)
        {
            CreateFolder(parent);
        }

        Directory.CreateDirectory(folder);
        if (parent is not null)
        {
            SyncFolder(parent);
        }
    }

    public IDisposable Lock(string folder)
    {
        try
        {
            // FileShare.None is an exclusive flock on Unix; it goes with the process, however that ends.
            return File.OpenHandle(
                Path.Combine(folder, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (IsHeld(e))
        {
            throw new ChangeLogLockedException(folder, e);
        }
    }

    public IReadOnlyList<string> List(string folder) =>
        [.. Directory.EnumerateFiles(folder).Select(static path => Path.GetFileName(path))];

    public ILogFile Create(string path)
    {
        try
        {
            return new DiskFile(path, File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite, ShareAll));
        }
        catch (IOException e) when (DiskFullException.IsDiskFull(e))
        {
            throw new DiskFullException(path, e);
        }
    }

    public ILogFile Open(string path, bool writable) => new DiskFile(
        path, File.OpenHandle(path, FileMode.Open, writable ? FileAccess.ReadWrite : FileAccess.Read, ShareAll));

    public void Rename(string from, string to) => File.Move(from, to, overwrite: true);

    public void Delete(string path) => File.Delete(path);

    public void SyncFolder(string folder)
    {
        // Windows journals names by itself and opens no folders for flushing.
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        // .NET refuses to open a folder as a file, hence the one call of the C library; 0 = O_RDONLY.
        using var handle = new SafeFileHandle(OpenForReading(folder, 0), ownsHandle: true);
        if (handle.IsInvalid)
        {
            throw new IOException($"The folder {folder} cannot be opened (error {Marshal.GetLastPInvokeError()}).");
        }

        RandomAccess.FlushToDisk(handle);
    }

    private static bool IsHeld(IOException fault) => fault.HResult is LinuxWouldBlock or MacWouldBlock or WindowsSharingViolation;

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int OpenForReading([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);
}
