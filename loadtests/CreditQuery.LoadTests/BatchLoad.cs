using System.Diagnostics;
using CreditQuery.Protos.V1;
using Grpc.Core;

namespace CreditQuery.LoadTests;

/// <summary>Sends calls of 1,000 checks over one connection, one after the other.</summary>
internal sealed class BatchLoad(CreditQueryService.CreditQueryServiceClient client, LoadOptions options, int offset)
{
    private const int Size = 1000;
    private readonly ConnectionResult _result = new();

    public async Task<ConnectionResult> RunAsync(double perSecond, long total, CancellationToken cancellationToken)
    {
        var schedule = new Schedule(perSecond / Size, (total + Size - 1) / Size);
        var next = offset;
        while (!schedule.Done)
        {
            var (due, since) = await schedule.NextAsync(cancellationToken);
            for (var i = 0; i < due; i++, next += Size)
            {
                await SendAsync(Requests.Batch(options, next, Size), since, cancellationToken);
            }
        }

        return _result;
    }

    private async Task SendAsync(BatchCheckSubjectsRequest request, long since, CancellationToken cancellationToken)
    {
        try
        {
            var reply = await client.BatchCheckSubjectsAsync(request, deadline: DateTime.UtcNow.AddSeconds(30), cancellationToken: cancellationToken);
            _result.Count(StatusCode.OK, reply.Items.Count);
            foreach (var item in reply.Items)
            {
                _result.Count(item.Conclusion.ToString());
            }
        }
        catch (RpcException failure)
        {
            _result.Count(failure.StatusCode, request.Items.Count);
        }

        _result.Latency.Record((long)Stopwatch.GetElapsedTime(since).TotalMicroseconds);
    }
}
