namespace Grpc.Core;

/// <summary>A call that ended with another status than OK. Thrown by a handler, it sets the status of the call.</summary>
public class RpcException : Exception
{
    private readonly Status _status;
    private readonly Metadata _trailers;

    /// <summary>Makes the exception of a status, without trailers.</summary>
    public RpcException(Status status)
        : this(status, Metadata.Empty, status.ToString())
    {
    }

    /// <summary>Makes the exception of a status, with its own exception message.</summary>
    public RpcException(Status status, string message)
        : this(status, Metadata.Empty, message)
    {
    }

    /// <summary>Makes the exception of a status with trailers.</summary>
    public RpcException(Status status, Metadata trailers)
        : this(status, trailers, status.ToString())
    {
    }

    /// <summary>Makes the exception of a status with trailers and its own exception message.</summary>
    public RpcException(Status status, Metadata trailers, string message)
        : base(message, status.DebugException)
    {
        ArgumentNullException.ThrowIfNull(trailers);
        _status = status;
        _trailers = trailers;
    }

    /// <summary>Status of the call.</summary>
    public Status Status => _status;

    /// <summary>Code of <see cref="Status"/>.</summary>
    public StatusCode StatusCode => _status.StatusCode;

    /// <summary>Trailing metadata: received by a client, or to be sent by a server. Empty when there is none.</summary>
    public Metadata Trailers => _trailers;
}
