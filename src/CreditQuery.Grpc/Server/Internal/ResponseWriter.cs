using Grpc.Core;

namespace Grpc.Server;

/// <summary>Writes the one response of a unary or client-streaming call.</summary>
internal static class ResponseWriter
{
    /// <summary>Writes response and status together; nothing is flushed before the end.</summary>
    public static void EndWith<T>(HttpServerCallContext call, T? response, Action<T, SerializationContext> serializer)
        where T : class
    {
        if (call.IsLate || call.Status.StatusCode != StatusCode.OK)
        {
            call.End();
            return;
        }

        if (response is null)
        {
            call.End(new RpcException(new Status(StatusCode.Cancelled, "No message returned from method.")));
            return;
        }

        if (!call.TryEnd())
        {
            return;
        }

        try
        {
            var flags = call.WriteOptions?.Flags ?? default;
            call.WriteMessage(response, serializer, (flags & WriteFlags.NoCompress) == 0, call.HttpContext.Response.BodyWriter);
        }
        catch (Exception failure)
        {
            call.WriteStatus(FailureStatus.Of(failure, call));
            return;
        }

        call.WriteStatus(call.Status);
    }
}
