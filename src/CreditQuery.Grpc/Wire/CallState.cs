using Grpc.Core;

namespace Grpc.Wire;

/// <summary>What the four kinds of client calls share: headers, status, trailers and disposal, as functions over one state.</summary>
internal readonly struct CallState
{
    private readonly object _responseHeaders;
    private readonly Delegate _status;
    private readonly Delegate _trailers;
    private readonly Delegate _dispose;
    private readonly object? _state;

    public CallState(Task<Metadata> responseHeaders, Func<Status> status, Func<Metadata> trailers, Action dispose)
    {
        _responseHeaders = responseHeaders;
        _status = status;
        _trailers = trailers;
        _dispose = dispose;
    }

    public CallState(
        Func<object, Task<Metadata>> responseHeaders,
        Func<object, Status> status,
        Func<object, Metadata> trailers,
        Action<object> dispose,
        object state)
    {
        _responseHeaders = responseHeaders;
        _status = status;
        _trailers = trailers;
        _dispose = dispose;
        _state = state;
    }

    public Task<Metadata> ResponseHeadersAsync() => _responseHeaders is Func<object, Task<Metadata>> get
        ? get(_state!)
        : (Task<Metadata>)_responseHeaders;

    public Status GetStatus() => _status is Func<object, Status> get ? get(_state!) : ((Func<Status>)_status)();

    public Metadata GetTrailers() => _trailers is Func<object, Metadata> get ? get(_state!) : ((Func<Metadata>)_trailers)();

    public void Dispose()
    {
        if (_dispose is Action<object> dispose)
        {
            dispose(_state!);
        }
        else
        {
            ((Action)_dispose)();
        }
    }
}
