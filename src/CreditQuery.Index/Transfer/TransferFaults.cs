using System.Security.Authentication;
using Grpc.Core;

namespace CreditQuery.Index.Transfer;

/// <summary>Tells faults of a transfer that may pass from those that stay however often it is tried.</summary>
public static class TransferFaults
{
    /// <summary>Whether trying again may help.</summary>
    /// <param name="fault">What ended a try.</param>
    /// <returns>False where the peer refuses for good, does not know the call, or its certificate is not trusted.</returns>
    public static bool MayPass(Exception fault) => fault switch
    {
        DamagedBlockException => true,
        RpcException rpc => !IsDistrust(rpc) && rpc.StatusCode is not (StatusCode.PermissionDenied or StatusCode.Unauthenticated or StatusCode.Unimplemented
            or StatusCode.FailedPrecondition or StatusCode.InvalidArgument or StatusCode.OutOfRange or StatusCode.DataLoss or StatusCode.NotFound),
        _ => false,
    };

    private static bool IsDistrust(RpcException fault)
    {
        var cause = fault.Status.DebugException;
        while (cause is not (null or AuthenticationException))
        {
            cause = cause.InnerException;
        }

        return cause is not null;
    }
}
