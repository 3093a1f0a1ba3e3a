namespace CreditQuery.Index.Checkpoints;

/// <summary>Keeps a second process away from the folder of an index: two would write one record file.</summary>
/// <remarks>Held while the index is open; it goes with the process, however that ends. A choice of ours, as for the change log.</remarks>
internal sealed class FolderLock : IDisposable
{
    /// <summary>Name of the file; empty, and never part of a checkpoint.</summary>
    public const string FileName = "lock";

    // EWOULDBLOCK of Linux and of macOS, ERROR_SHARING_VIOLATION: .NET puts them into HResult. A read-only or broken disk says something else.
    private const int LinuxWouldBlock = 11;
    private const int MacWouldBlock = 35;
    private const int WindowsSharingViolation = unchecked((int)0x80070020);

    private readonly FileStream _file;

    private FolderLock(FileStream file) => _file = file;

    /// <summary>Takes the folder.</summary>
    /// <param name="folder">Folder of the index; made if it is missing.</param>
    /// <returns>The lock.</returns>
    /// <exception cref="IndexInUseException">Another process holds it.</exception>
    public static FolderLock Take(string folder)
    {
        Directory.CreateDirectory(folder);
        var path = Path.Combine(folder, FileName);
        try
        {
            // FileShare.None is an exclusive flock on Unix.
            return new FolderLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException fault) when (fault.HResult is LinuxWouldBlock or MacWouldBlock or WindowsSharingViolation)
        {
            throw new IndexInUseException(folder, fault);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
