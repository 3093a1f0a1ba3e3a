using Microsoft.AspNetCore.Http;

namespace CreditQuery.GrpcHosting.Http2;

/// <summary>Status, headers and trailers of one response, and who wants to be asked before they go and told afterwards.</summary>
internal sealed class ResponseHead
{
    private Stack<(Func<object, Task> Callback, object State)>? _onStarting;
    private Stack<(Func<object, Task> Callback, object State)>? _onCompleted;
    private int _status = StatusCodes.Status200OK;

    public HeaderStore Headers { get; } = new();

    public HeaderStore Trailers { get; } = new();

    public string? ReasonPhrase { get; set; }

    /// <summary>True once the headers are as they will be sent.</summary>
    public bool HasStarted { get; private set; }

    /// <summary>Whether somebody wants to change the headers at the last moment.</summary>
    public bool HasStartingCallbacks => _onStarting is { Count: > 0 };

    public bool HasCompletedCallbacks => _onCompleted is { Count: > 0 };

    /// <exception cref="InvalidOperationException">The response has started.</exception>
    public int Status
    {
        get => _status;
        set
        {
            if (HasStarted)
            {
                throw new InvalidOperationException("StatusCode cannot be set, the response has started.");
            }

            _status = value is >= 100 and <= 999 ? value : throw new ArgumentOutOfRangeException(nameof(value));
        }
    }

    public void OnStarting(Func<object, Task> callback, object state)
    {
        if (HasStarted)
        {
            throw new InvalidOperationException("OnStarting cannot be set, the response has started.");
        }

        (_onStarting ??= []).Push((callback, state));
    }

    public void OnCompleted(Func<object, Task> callback, object state) => (_onCompleted ??= []).Push((callback, state));

    /// <summary>Asks all who want to change the headers, the last first.</summary>
    public async Task CallStartingAsync()
    {
        while (_onStarting is not null && _onStarting.TryPop(out var one))
        {
            await one.Callback(one.State);
        }
    }

    /// <summary>Tells all who want to know of the end, the last first; one that fails does not keep the others from it.</summary>
    public async Task CallCompletedAsync(Action<Exception> onFailure)
    {
        while (_onCompleted is not null && _onCompleted.TryPop(out var one))
        {
            try
            {
                await one.Callback(one.State);
            }
            catch (Exception failure)
            {
                onFailure(failure);
            }
        }
    }

    /// <summary>From now on the headers are as they are.</summary>
    public void Start()
    {
        HasStarted = true;
        Headers.IsReadOnly = true;
    }

    /// <summary>The response was a failure before anything of it was sent.</summary>
    public void Fail(int status)
    {
        Headers.Reset();
        Trailers.Reset();
        ReasonPhrase = null;
        _status = status;
    }

    /// <summary>Empties it for the next response.</summary>
    public void Reset()
    {
        Headers.Reset();
        Trailers.Reset();
        ReasonPhrase = null;
        HasStarted = false;
        _status = StatusCodes.Status200OK;
        _onStarting?.Clear();
        _onCompleted?.Clear();
    }
}
