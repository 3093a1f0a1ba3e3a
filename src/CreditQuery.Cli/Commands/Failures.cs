using System.Security.Authentication;
using CreditQuery.Cli.Output;
using CreditQuery.Client;
using CreditQuery.Index;
using CreditQuery.Index.Transfer;
using CreditQuery.Log;
using Grpc.Core;

namespace CreditQuery.Cli.Commands;

/// <summary>Says what went wrong and what to do next.</summary>
internal static class Failures
{
    /// <summary>Tells an exception.</summary>
    /// <returns>The exit code.</returns>
    public static int Tell(Exception exception, Terminal terminal)
    {
        var (code, message, next) = exception switch
        {
            CommandFailure failure => (failure.ExitCode, failure.Message, failure.Next),
            RpcException rpc => Describe(rpc),
            RegistryKeyException => (ExitCodes.BadFile, exception.Message, "Give the key file of this registry with --key-file."),
            ChangeLogUnavailableException => (ExitCodes.Unreachable, exception.Message, "Is Redis running there, and is the password right? --redis, --redis-password-file, --redis-tls."),
            ChangeLogException => (ExitCodes.Refused, exception.Message, "docs/redis.md tells what a log in Redis needs."),
            DamagedBlockException => (ExitCodes.BadFile, exception.Message, "Take another copy, or make the snapshot again."),
            TransferRefusedException => (ExitCodes.Refused, exception.Message, "Take the snapshot that belongs to this registry, or mend what it names."),
            IndexInUseException => (ExitCodes.BadFile, exception.Message, "Stop the node first; a running one gives its snapshot over --registry."),
            CompactedException => (ExitCodes.TokenTooOld, exception.Message, "--on-compacted resnapshot takes one; or remove the token file and begin with --from snapshot."),
            BrokenGuaranteeException => (ExitCodes.Fault, $"The service broke a promise of subscriptions: {exception.Message}", "Trust nothing after the last token; please report it with the text above."),
            OperationCanceledException => (ExitCodes.Cancelled, "Cancelled.", ""),
            FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException => (ExitCodes.BadFile, exception.Message, "Check the path and its permissions."),
            IOException => (ExitCodes.BadFile, exception.Message, "Check the disk and the file."),
            _ => (ExitCodes.Fault, exception.ToString(), "This is a fault of creditq; please report it with the text above."),
        };
        terminal.Fail(message, next);
        return code;
    }

    private static (int Code, string Message, string Next) Describe(RpcException rpc)
    {
        var detail = rpc.Status.Detail;
        return rpc.StatusCode switch
        {
            StatusCode.Unavailable when Find<AuthenticationException>(rpc) is { } distrust =>
                (ExitCodes.Unreachable, $"The server's certificate is not trusted: {distrust.Message}", "--ca names the authority that signed it, --server-name the name it bears."),
            StatusCode.Unavailable when Find<HttpRequestException>(rpc) is not { HttpRequestError: HttpRequestError.ConnectionError } && Find<IOException>(rpc) is not null =>
                (ExitCodes.Unreachable, "The service closed the connection.", "Is the address that of the service, and https:// where it has TLS? Then it wants a client certificate: --cert, --cert-key."),
            StatusCode.Unavailable when rpc.Status.DebugException is null =>
                (ExitCodes.Unreachable, $"The service does not serve now: {detail}", "Try again in a moment; its log says what it waits for."),
            StatusCode.Unavailable => (ExitCodes.Unreachable, $"The service cannot be reached: {detail}", "Is it running? Addresses: --server for checks and reads, --registry for changes."),
            StatusCode.DeadlineExceeded => (ExitCodes.Unreachable, "The service did not answer in time.", "Try again, or allow more with --timeout."),
            StatusCode.Cancelled => (ExitCodes.Cancelled, "Cancelled.", ""),
            StatusCode.Unimplemented => (ExitCodes.Refused, detail, "Checks and reads go to --server (5080), changes to --registry (5081)."),
            StatusCode.Unauthenticated or StatusCode.PermissionDenied => (ExitCodes.Refused, detail, "Give a client certificate that the service accepts: --cert, --cert-key."),
            StatusCode.ResourceExhausted => (ExitCodes.Refused, $"The service has no room for this now: {detail}", "Try again later; for imports the same command continues."),
            StatusCode.Internal or StatusCode.Unknown => (ExitCodes.Fault, $"The service failed: {detail}", "Its log tells more."),
            _ => (ExitCodes.Refused, $"The service refuses the request: {detail}", NextOf(detail)),
        };
    }

    /// <summary>Names the option that fills the field at fault.</summary>
    private static string NextOf(string detail) => detail.Split(':')[0] switch
    {
        "purpose" => "Say why: --purpose.",
        "operator_id" => "Say who asks: --operator.",
        "work_item_no" => "Give the case number: --work-item.",
        "scenario" or "common.scenario" => "creditq catalogue show lists the scenarios: --scenario.",
        "item" or "common.item" => "Say what is at stake: --item KIND:field=value; docs/cli.md lists the kinds.",
        "region" or "common.region" => "Give six digits of GB/T 2260: --region.",
        "as_of" or "common.as_of" => "Give a day YYYY-MM-DD: --as-of.",
        _ => "Correct what it names and try again.",
    };

    private static T? Find<T>(RpcException rpc)
        where T : Exception
    {
        for (var cause = rpc.Status.DebugException; cause is not null; cause = cause.InnerException)
        {
            if (cause is T found)
            {
                return found;
            }
        }

        return null;
    }
}
