using CreditQuery.GrpcHosting.Http2;

namespace CreditQuery.GrpcHosting;

/// <summary>What many calls write on one thread goes out together, connection by connection; stays the same whichever gRPC stack is built in.</summary>
/// <remarks>From its making to its end, on the thread that makes it: flushes of responses over HTTP/2 of our own put frames into the output of their connection as ever, and
/// the transport gets them at the end, once. Nothing may wait in between for what was written. One within another does nothing. Source: ADR 0031.</remarks>
public readonly ref struct GatheredFlushes : IDisposable
{
    [ThreadStatic]
    private static List<ServerConnection>? _connections;

    [ThreadStatic]
    private static bool _isOpen;

    private readonly bool _isOutermost;

    /// <summary>Begins.</summary>
    public GatheredFlushes()
    {
        _isOutermost = !_isOpen;
        _isOpen = true;
    }

    /// <summary>Hands over what was written since.</summary>
    public void Dispose()
    {
        if (!_isOutermost)
        {
            return;
        }

        _isOpen = false;
        if (_connections is { Count: > 0 } connections)
        {
            foreach (var connection in connections)
            {
                connection.Output.Flush();
            }

            connections.Clear();
        }
    }

    /// <summary>Leaves a flush for later.</summary>
    /// <returns>False: nothing gathers on this thread.</returns>
    internal static bool TryLeave(ServerConnection connection)
    {
        if (!_isOpen)
        {
            return false;
        }

        // Calls of one connection mostly follow each other; one that is there twice is flushed once, and found empty.
        var connections = _connections ??= [];
        if (connections.Count == 0 || !ReferenceEquals(connections[^1], connection))
        {
            connections.Add(connection);
        }

        return true;
    }
}
