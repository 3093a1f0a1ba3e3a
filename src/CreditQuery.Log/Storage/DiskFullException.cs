namespace CreditQuery.Log.Storage;

/// <summary>The disk or the quota is full.</summary>
internal sealed class DiskFullException(string path, Exception? inner = null) : IOException($"No room left to write {path}.", inner)
{
    // Windows: ERROR_HANDLE_DISK_FULL, ERROR_DISK_FULL; Linux: ENOSPC and EDQUOT, which .NET puts into HResult as they are.
    private const int WindowsHandleDiskFull = unchecked((int)0x80070027);
    private const int WindowsDiskFull = unchecked((int)0x80070070);
    private const int LinuxNoSpace = 28;
    private const int LinuxQuota = 122;

    /// <summary>Whether the operating system said that the disk is full.</summary>
    public static bool IsDiskFull(IOException exception) =>
        exception.HResult is WindowsHandleDiskFull or WindowsDiskFull or LinuxNoSpace or LinuxQuota;
}
