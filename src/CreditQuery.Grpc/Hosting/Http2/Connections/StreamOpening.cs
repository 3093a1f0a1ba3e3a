using Microsoft.AspNetCore.Http;

namespace CreditQuery.GrpcHosting.Http2;

/// <summary>Decides whether a request is served, once its head is there.</summary>
internal static class StreamOpening
{
    /// <summary>Begins the stream, or answers and forgets it.</summary>
    /// <returns>False: it is not served.</returns>
    public static bool TryBegin(ServerConnection connection, ServerStream stream, int streamId, bool endsStream)
    {
        var request = stream.Request;
        var target = request.StreamFlaw is null ? connection.Target(request.Path ?? request.Authority!) : null;
        lock (connection.Output.Gate)
        {
            if (IsRefused(connection, out var code))
            {
                Drop(connection, stream, streamId, endsStream, code);
                return false;
            }

            if (target is null || (endsStream && request.ContentLength is > 0))
            {
                Drop(connection, stream, streamId, endsStream, Http2ErrorCode.ProtocolError);
                return false;
            }

            if (request.IsTooLarge)
            {
                connection.Headers.WriteStatus(streamId, StatusCodes.Status431RequestHeaderFieldsTooLarge);
                Drop(connection, stream, streamId, endsStream, endsStream ? null : Http2ErrorCode.NoError);
                return false;
            }

            stream.Begin(streamId, hasBody: !endsStream, connection.Scheduler.InitialStreamWindow);
            ((StreamFeatures)stream).Describe(target);
            connection.Streams.Add(stream);
            return true;
        }
    }

    private static bool IsRefused(ServerConnection connection, out Http2ErrorCode code)
    {
        code = Http2ErrorCode.RefusedStream;
        if (connection.Shutdown.RefusesStreams || connection.Streams.Counted >= connection.Limits.MaxStreams)
        {
            return true;
        }

        if (connection.Streams.Count >= 2 * connection.Limits.MaxStreams)
        {
            // Handlers of streams that the client has reset still run (CVE-2023-44487).
            connection.Guard.OnTooManyHandlers();
            code = Http2ErrorCode.EnhanceYourCalm;
            return true;
        }

        return false;
    }

    private static void Drop(ServerConnection connection, ServerStream stream, int streamId, bool endsStream, Http2ErrorCode? code)
    {
        if (code is { } reason)
        {
            connection.Control.Reset(streamId, reason);
        }

        if (!endsStream)
        {
            connection.Streams.Linger(streamId);
        }

        connection.Streams.GiveBack(stream);
    }
}
