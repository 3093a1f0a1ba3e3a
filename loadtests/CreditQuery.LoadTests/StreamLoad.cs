using System.Collections.Concurrent;
using System.Diagnostics;
using CreditQuery.Protos.V1;
using Grpc.Core;

namespace CreditQuery.LoadTests;

/// <summary>Sends checks over one bidirectional stream; replies come in order.</summary>
internal sealed class StreamLoad(CreditQueryService.CreditQueryServiceClient client, LoadOptions options, int offset)
{
    private readonly ConnectionResult _result = new();
    private readonly ConcurrentQueue<long> _due = new();

    public async Task<ConnectionResult> RunAsync(double perSecond, long total, CancellationToken cancellationToken)
    {
        using var call = client.StreamChecks(deadline: DateTime.UtcNow.AddSeconds(options.Seconds + 120), cancellationToken: cancellationToken);
        var reading = ReadAsync(call, cancellationToken);
        try
        {
            await WriteAsync(call, new Schedule(perSecond, total), cancellationToken);
            await call.RequestStream.CompleteAsync();
            await reading;
        }
        catch (RpcException failure)
        {
            _result.Count(failure.StatusCode);
        }

        return _result;
    }

    private async Task WriteAsync(AsyncDuplexStreamingCall<StreamChecksRequest, CheckSubjectResponse> call, Schedule schedule, CancellationToken cancellationToken)
    {
        await call.RequestStream.WriteAsync(new StreamChecksRequest { Common = Requests.Common(options) }, cancellationToken);
        var buffered = new WriteOptions(WriteFlags.BufferHint);
        var next = offset;
        while (!schedule.Done)
        {
            var (due, since) = await schedule.NextAsync(cancellationToken);
            for (var i = 0; i < due; i++)
            {
                if (_due.Count >= options.InFlight)
                {
                    _result.Skipped += due - i;
                    break;
                }

                _due.Enqueue(since);
                call.RequestStream.WriteOptions = i == due - 1 ? null : buffered;
                await call.RequestStream.WriteAsync(new StreamChecksRequest { Check = Requests.Item(options, next++) }, cancellationToken);
            }
        }
    }

    private async Task ReadAsync(AsyncDuplexStreamingCall<StreamChecksRequest, CheckSubjectResponse> call, CancellationToken cancellationToken)
    {
        while (await call.ResponseStream.MoveNext(cancellationToken))
        {
            var reply = call.ResponseStream.Current;
            _due.TryDequeue(out var since);
            _result.Count(reply.Error is null ? StatusCode.OK : (StatusCode)reply.Error.Code);
            _result.Latency.Record((long)Stopwatch.GetElapsedTime(since).TotalMicroseconds);
            _result.Count(reply.Conclusion.ToString());
        }
    }
}
