using System.Globalization;
using CreditQuery.Cli.Output;
using CreditQuery.Client;
using CreditQuery.Protos.V1;

namespace CreditQuery.Cli.Batch;

/// <summary>Sends the subjects of a file in batches, two in flight, and writes the answers in the order of the file.</summary>
internal sealed class BatchRun(CreditQueryClient client, CheckSubjectRequest common, TextWriter output)
{
    private const int MaxInFlight = 2;
    private readonly BatchTotals _totals = new();

    public async Task<BatchTotals> RunAsync(CsvSubjects input, int size, CancellationToken cancellationToken)
    {
        await output.WriteLineAsync("line,identifier,conclusion,identity,reasons,measures,next_change_at,revision,error");
        var inFlight = new Queue<(BatchCheckSubjectsRequest Request, Task<BatchCheckSubjectsResponse> Answer)>();
        while (Fill(input, size) is { } request)
        {
            inFlight.Enqueue((request, client.BatchCheckSubjectsAsync(request, cancellationToken)));
            if (inFlight.Count == MaxInFlight)
            {
                var (asked, answer) = inFlight.Dequeue();
                Write(asked, await answer);
            }
        }

        while (inFlight.TryDequeue(out var last))
        {
            Write(last.Request, await last.Answer);
        }

        await output.FlushAsync(cancellationToken);
        return _totals;
    }

    private BatchCheckSubjectsRequest? Fill(CsvSubjects input, int size)
    {
        var request = new BatchCheckSubjectsRequest { Common = common };
        while (request.Items.Count < size && input.Next() is { } subject)
        {
            request.Items.Add(new BatchItem { RequestId = input.Line.ToString(CultureInfo.InvariantCulture), Subject = subject });
        }

        return request.Items.Count > 0 ? request : null;
    }

    private void Write(BatchCheckSubjectsRequest request, BatchCheckSubjectsResponse response)
    {
        for (var i = 0; i < response.Items.Count; i++)
        {
            var item = response.Items[i];
            _totals.Rows++;
            if (item.Error is null)
            {
                _totals.Conclusions[item.Conclusion] = _totals.Conclusions.GetValueOrDefault(item.Conclusion) + 1;
            }
            else
            {
                _totals.Failed++;
            }

            output.WriteLine(Line(request.Items[i], item, response.Freshness?.Revision ?? 0));
        }
    }

    private static string Line(BatchItem asked, BatchItemResult item, ulong revision) => string.Join(',', [
        asked.RequestId,
        Quote(asked.Subject.Value),
        item.Error is null ? CheckView.Upper(item.Conclusion) : "",
        item.Error is null ? CheckView.Upper(item.Identity) : "",
        string.Join(' ', item.IndeterminateReasons.Select(r => CheckView.Upper(r))),
        Quote(string.Join(' ', item.Measures.Select(m => $"{m.Code}:{CheckView.Upper(m.State)}{(m.Disputed ? ":disputed" : "")}"))),
        item.NextChangeAt?.ToDateTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) ?? "",
        revision.ToString(CultureInfo.InvariantCulture),
        Quote(item.Error is { } error ? $"{error.Reason} {error.Field} {error.Message}" : "")]);

    private static string Quote(string text) => text.AsSpan().IndexOfAny(',', '"', '\n') < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
