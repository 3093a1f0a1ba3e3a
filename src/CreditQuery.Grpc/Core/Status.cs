using System.Diagnostics;

namespace Grpc.Core;

/// <summary>Status code and message that end a call.</summary>
[DebuggerDisplay("{DebuggerText,nq}")]
public struct Status
{
    /// <summary>OK with an empty message.</summary>
    public static readonly Status DefaultSuccess = new(StatusCode.OK, "");

    /// <summary>CANCELLED with an empty message.</summary>
    public static readonly Status DefaultCancelled = new(StatusCode.Cancelled, "");

    /// <summary>Makes a status.</summary>
    /// <param name="detail">Message for the caller; empty when there is none.</param>
    public Status(StatusCode statusCode, string detail)
        : this(statusCode, detail, null)
    {
    }

    /// <summary>Makes a status that remembers its local cause.</summary>
    /// <param name="detail">Message for the caller; empty when there is none.</param>
    /// <param name="debugException">Cause on this side; never sent over the wire.</param>
    public Status(StatusCode statusCode, string detail, Exception? debugException)
    {
        StatusCode = statusCode;
        Detail = detail;
        DebugException = debugException;
    }

    /// <summary>The code.</summary>
    public StatusCode StatusCode { get; }

    /// <summary>The message; empty when there is none.</summary>
    public string Detail { get; }

    /// <summary>Cause on this side, for logs; null when there is none. Never sent over the wire.</summary>
    public Exception? DebugException { get; }

    private readonly string DebuggerText => $"{StatusCode}: {Detail}";

    /// <inheritdoc/>
    public override readonly string ToString() => DebugException is null
        ? $"Status(StatusCode=\"{StatusCode}\", Detail=\"{Detail}\")"
        : $"Status(StatusCode=\"{StatusCode}\", Detail=\"{Detail}\", " +
          $"DebugException=\"{DebugException.GetType()}: {DebugException.Message}\")";
}
