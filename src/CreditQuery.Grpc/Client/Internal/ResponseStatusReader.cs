using System.Globalization;
using System.Net.Http.Headers;
using Grpc.Core;
using Grpc.Wire;

namespace Grpc.Client;

/// <summary>Reads grpc-status and grpc-message.</summary>
internal static class ResponseStatusReader
{
    /// <summary>A success without the one message it must have.</summary>
    public static readonly Status NoMessage = new(StatusCode.Internal, "The server ended the call without a response message.");

    /// <summary>The status; UNKNOWN when there is none.</summary>
    public static Status Read(HttpResponseHeaders headers, ClientCall call) =>
        TryRead(headers, call) ?? new Status(StatusCode.Unknown, "No grpc-status found on response.");

    /// <summary>The status; null when there is none.</summary>
    public static Status? TryRead(HttpResponseHeaders headers, ClientCall call)
    {
        // One pass over the few headers of a response costs less than two look-ups by name.
        string? text = null;
        string? encoded = null;
        foreach (var (name, values) in headers.NonValidated)
        {
            if (name.Equals(GrpcProtocol.StatusHeader, StringComparison.OrdinalIgnoreCase))
            {
                text = values.ToString();
            }
            else if (name.Equals(GrpcProtocol.MessageHeader, StringComparison.OrdinalIgnoreCase))
            {
                encoded = values.ToString();
            }
        }

        if (text is null)
        {
            return null;
        }

        if (text == "0" && encoded is null)
        {
            return Status.DefaultSuccess;
        }

        var message = StatusMessage.Decode(encoded ?? "");
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number > (int)StatusCode.Unauthenticated)
        {
            return new Status(StatusCode.Unknown, message.Length > 0 ? message : $"Bad gRPC response. Status '{text}' is not known.");
        }

        // The server saw the cancellation of a call whose deadline has passed here: the deadline is the cause.
        var code = (StatusCode)number;
        return code == StatusCode.Cancelled && call.IsLate
            ? new Status(StatusCode.DeadlineExceeded, message)
            : new Status(code, message);
    }
}
