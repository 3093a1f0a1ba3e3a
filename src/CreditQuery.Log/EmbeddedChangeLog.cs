using Microsoft.Extensions.Logging;

namespace CreditQuery.Log;

/// <summary>The change log in a folder of this node.</summary>
public static class EmbeddedChangeLog
{
    /// <summary>Opens the log in a folder, or makes it with a new epoch if the folder holds none; recovers after a crash.</summary>
    /// <param name="options">Folder and sizes.</param>
    /// <param name="keyCheck">The registry key's check value: kept when the log is made, compared when it is opened. 1 to 64 bytes.</param>
    /// <param name="timeProvider">The clock of <c>recorded_at</c>.</param>
    /// <param name="logger">Receives opening, recovery, trimming and faults.</param>
    /// <param name="cancellationToken">Gives up the scan of the last file.</param>
    /// <exception cref="ChangeLogLockedException">Another process has the folder open.</exception>
    /// <exception cref="RegistryKeyMismatchException">The log was made with another registry key.</exception>
    /// <exception cref="UpgradeNeededException">The log has a higher format.</exception>
    /// <exception cref="ChangeLogCorruptException">An acknowledged event is damaged or missing in the last file.</exception>
    public static Task<IChangeLog> OpenAsync(
        ChangeLogOptions options, ReadOnlyMemory<byte> keyCheck, TimeProvider timeProvider, ILogger logger,
        CancellationToken cancellationToken = default) => throw new NotSupportedException();
}
