using CreditQuery.Server.Configuration;
using Microsoft.Extensions.Options;

namespace CreditQuery.Server.Replication;

/// <summary>Holds all streams to peers together to a number of bytes per second; whoever asks first is served first.</summary>
/// <remarks>Time is the machine's own, whatever clock the node has: it stands for processor time that checks would miss.</remarks>
internal sealed class TransferRate(IOptions<ReplicationOptions> options)
{
    // Timers come up to a few milliseconds late; so much may be made up for.
    private static readonly TimeSpan Credit = TimeSpan.FromMilliseconds(50);

    private readonly Lock _lock = new();
    private readonly long _bytesPerSecond = options.Value.BytesPerSecond;
    private TimeSpan _next = TimeSpan.MinValue;

    /// <summary>Waits for the turn of some bytes.</summary>
    /// <param name="bytes">How many are to be sent.</param>
    /// <param name="cancellationToken">Gives up; the turn is lost.</param>
    public Task WaitAsync(long bytes, CancellationToken cancellationToken)
    {
        TimeSpan wait;
        lock (_lock)
        {
            var now = TimeProvider.System.GetElapsedTime(0);
            var start = _next > now - Credit ? _next : now - Credit;
            wait = start - now;
            _next = start + TimeSpan.FromSeconds((double)bytes / _bytesPerSecond);
        }

        return wait > TimeSpan.Zero ? Task.Delay(wait, cancellationToken) : Task.CompletedTask;
    }
}
