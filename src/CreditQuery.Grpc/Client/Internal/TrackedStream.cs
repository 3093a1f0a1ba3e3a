using System.Net.Sockets;

namespace Grpc.Client;

/// <summary>A connection that tells when it is closed.</summary>
internal sealed class TrackedStream(Socket socket, Action closed) : NetworkStream(socket, ownsSocket: true)
{
    private int _closed;

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (Interlocked.Exchange(ref _closed, 1) == 0)
        {
            closed();
        }
    }
}
