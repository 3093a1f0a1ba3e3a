using System.Diagnostics;
using CreditQuery.Protos.V1;
using Grpc.Core;

namespace CreditQuery.LoadTests;

/// <summary>Sends one call per check over one connection.</summary>
internal sealed class UnaryLoad(CreditQueryService.CreditQueryServiceClient client, LoadOptions options, int offset)
{
    private readonly ConnectionResult _result = new();
    private readonly Lock _lock = new();
    private int _inFlight;

    public async Task<ConnectionResult> RunAsync(double perSecond, long total, CancellationToken cancellationToken)
    {
        var schedule = new Schedule(perSecond, total);
        var next = offset;
        while (!schedule.Done)
        {
            var (due, since) = await schedule.NextAsync(cancellationToken);
            for (var i = 0; i < due; i++)
            {
                if (Volatile.Read(ref _inFlight) >= options.InFlight)
                {
                    _result.Skipped += due - i;
                    break;
                }

                _ = SendAsync(Requests.Check(options, next++), since, cancellationToken);
            }
        }

        while (Volatile.Read(ref _inFlight) > 0)
        {
            await Task.Delay(1, cancellationToken);
        }

        return _result;
    }

    private async Task SendAsync(CheckSubjectRequest request, long since, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _inFlight);
        try
        {
            var reply = await client.CheckSubjectAsync(request, deadline: DateTime.UtcNow.AddSeconds(10), cancellationToken: cancellationToken);
            Record(StatusCode.OK, reply.Conclusion.ToString(), since);
        }
        catch (RpcException failure)
        {
            Record(failure.StatusCode, null, since);
        }
        finally
        {
            Interlocked.Decrement(ref _inFlight);
        }
    }

    private void Record(StatusCode status, string? conclusion, long since)
    {
        lock (_lock)
        {
            _result.Count(status);
            _result.Latency.Record((long)Stopwatch.GetElapsedTime(since).TotalMicroseconds);
            if (conclusion is not null)
            {
                _result.Count(conclusion);
            }
        }
    }
}
