namespace Grpc.Core;

/// <summary>Rich errors in exceptions.</summary>
public static class RpcExceptionExtensions
{
    /// <summary>The rich error of a failed call.</summary>
    /// <returns>Null when there is none or it cannot be parsed.</returns>
    public static Google.Rpc.Status? GetRpcStatus(this RpcException ex)
    {
        ArgumentNullException.ThrowIfNull(ex);
        return ex.Trailers.GetRpcStatus(ignoreParseError: true);
    }
}
