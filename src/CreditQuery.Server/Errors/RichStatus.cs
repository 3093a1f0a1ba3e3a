using Google.Protobuf;
using Google.Protobuf.Reflection;
using Google.Protobuf.WellKnownTypes;
using Google.Rpc;
using GrpcStatus = Grpc.Core.Status;
using RpcStatus = Google.Rpc.Status;

namespace CreditQuery.Server.Errors;

/// <summary>Turns a failure into a gRPC status with <c>google.rpc</c> details.</summary>
internal static class RichStatus
{
    private const string DetailsTrailer = "grpc-status-details-bin";

    // Called reason today, type in older releases of CommonProtos: either compiles.
    private static readonly FieldDescriptor ReasonOfErrorInfo = ErrorInfo.Descriptor.FindFieldByNumber(1);

    // Headers end at 8 KiB in many clients; a request with a hundred bad fields still gets an answer.
    private const int MaxViolations = 16;

    /// <summary>Makes the exception that the gRPC layer writes as status and trailers.</summary>
    /// <param name="failure">The failure.</param>
    /// <returns>Status of the reason, with ErrorInfo, BadRequest for fields and RetryInfo where trying again helps.</returns>
    public static RpcException ToRpcException(CallException failure)
    {
        var code = failure.Reason.Status();
        var status = new RpcStatus { Code = (int)code, Message = failure.Message };
        var reason = new ErrorInfo { Domain = ErrorReasons.Domain };
        ReasonOfErrorInfo.Accessor.SetValue(reason, failure.Reason.WireName());
        if (failure.Reason.Help() is { } help)
        {
            reason.Metadata.Add("help", help);
        }

        status.Details.Add(Any.Pack(reason));
        if (failure.Violations.Count > 0)
        {
            status.Details.Add(Any.Pack(BadRequestOf(failure.Violations)));
        }

        if (failure.RetryAfter is { } delay)
        {
            status.Details.Add(Any.Pack(new RetryInfo { RetryDelay = Duration.FromTimeSpan(delay) }));
        }

        var trailers = new Metadata { { DetailsTrailer, status.ToByteArray() } };
        return new RpcException(new GrpcStatus(code, failure.Message), trailers);
    }

    private static BadRequest BadRequestOf(IReadOnlyList<FieldViolation> violations)
    {
        var bad = new BadRequest();
        for (var i = 0; i < violations.Count && i < MaxViolations; i++)
        {
            bad.FieldViolations.Add(new BadRequest.Types.FieldViolation { Field = violations[i].Path, Description = violations[i].Text });
        }

        return bad;
    }
}
