using Grpc.Core;

namespace Grpc.Client;

/// <summary>Reads the responses of a stream.</summary>
internal sealed class ClientStreamReader<TRequest, TResponse>(ClientCall<TRequest, TResponse> call) : IAsyncStreamReader<TResponse>
    where TRequest : class
    where TResponse : class
{
    private static readonly Task<bool> True = Task.FromResult(true);

    private TResponse? _current;
    private int _pending;
    private bool _isOpen;

    public TResponse Current => _current ?? throw new InvalidOperationException("There is no current message.");

    public Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _pending, 1) != 0)
        {
            return Task.FromException<bool>(new InvalidOperationException(
                "Can't read the next message because the previous read is still in progress."));
        }

        if (_isOpen && !cancellationToken.IsCancellationRequested && call.CancelReason is null && TryTakeBuffered())
        {
            Volatile.Write(ref _pending, 0);
            return True;
        }

        return MoveNextAsync(cancellationToken);
    }

    private bool TryTakeBuffered()
    {
        try
        {
            if (call.Frames.IsBuffered())
            {
                _current = call.Parse(call.Frames.Take());
                return true;
            }
        }
        catch (RpcException failure)
        {
            // Told by the slow path, as the status of the call.
            call.FinishBroken(failure);
        }

        return false;
    }

    private async Task<bool> MoveNextAsync(CancellationToken cancellationToken)
    {
        using var registration = cancellationToken.UnsafeRegister(
            static state => ((ClientCall)state!).Cancel(new Status(StatusCode.Cancelled, "Call canceled by the client.")),
            call);
        try
        {
            if (call.FinalStatus is null && await call.Opened)
            {
                _isOpen = true;
                if (await call.Frames.ReadAsync(call.CancellationToken))
                {
                    _current = call.Parse(call.Frames.Take());
                    return true;
                }

                call.FinishWithTrailers(call.Response);
            }
        }
        catch (Exception failure)
        {
            call.FinishBroken(failure);
        }
        finally
        {
            Volatile.Write(ref _pending, 0);
        }

        _isOpen = false;
        _current = default;
        var status = call.FinalStatus!.Value;
        return status.StatusCode == StatusCode.OK ? false : throw call.Failure(status);
    }
}
