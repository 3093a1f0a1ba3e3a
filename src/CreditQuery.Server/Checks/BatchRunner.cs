using CreditQuery.Index;
using CreditQuery.Server.Applying;
using CreditQuery.Server.Checks.Wire;
using CreditQuery.Server.Configuration;
using CreditQuery.Server.Errors;
using CreditQuery.Server.Hosting;
using CreditQuery.Server.Telemetry;
using Google.Protobuf.Collections;
using Microsoft.Extensions.Options;

namespace CreditQuery.Server.Checks;

/// <summary>Answers batches: as <see cref="CheckRunner"/>, with the question resolved once and one revision for all items.</summary>
internal sealed class BatchRunner(
    FreshnessSource freshness, LogClock clock, ServerMetrics metrics, IOptions<LimitOptions> limits)
{
    // The store's epoch is held over so many checks of a batch: longer would hold up the applier.
    private const int ChecksPerRun = 128;

    private readonly int _maxMessageBytes = limits.Value.MaxMessageBytes;
    private readonly FreshnessSource _freshness = freshness;
    private readonly LogClock _clock = clock;
    private readonly ServerMetrics _metrics = metrics;

    /// <summary>Answers a batch at one revision.</summary>
    /// <param name="parts">The node.</param>
    /// <param name="request">The batch.</param>
    /// <param name="target">Receives the bytes of a BatchCheckSubjectsResponse.</param>
    /// <param name="cancellationToken">Gives up between items.</param>
    /// <exception cref="CallException">The common part is at fault (INVALID_ARGUMENT), or the answer would be larger than a message may be
    /// (RESOURCE_EXHAUSTED).</exception>
    public void Answer(NodeParts parts, BatchCheckSubjectsRequest request, MessageBytes target, CancellationToken cancellationToken)
    {
        var common = AskedCheck.Of(request.Common);
        var batch = new BatchCheck { Pass = CheckPassPool.Rent(parts), Request = request, Common = common, Runner = this, Target = target, Cancelled = cancellationToken };
        try
        {
            parts.Index.ReadPinned(ref batch, static (snapshot, ref state) => state.Runner.TryRun(snapshot, ref state));
        }
        finally
        {
            CheckPassPool.Return(batch.Pass);
            common.Return();
        }
    }

    private bool TryRun(RegistrySnapshot snapshot, ref BatchCheck batch)
    {
        batch.Pass.Pin(snapshot, _clock);
        if (batch.Pass.Resolve(batch.Common) is { } fault)
        {
            throw CallException.OfField($"common.{fault.Path}", fault.Reason, fault.Text);
        }

        batch.Target.Clear();
        batch.Target.Message(BatchCheckSubjectsResponse.FreshnessFieldNumber, _freshness.Of(batch.Pass.Moment, batch.Pass.Plan.AsOf));
        batch.Catalogue = batch.Pass.Scope(explain: false).Catalogue;
        var count = batch.Request.Items.Count;
        for (var start = 0; start < count; start += ChecksPerRun)
        {
            // Nobody waits for the rest of an answer to a cancelled call.
            batch.Cancelled.ThrowIfCancellationRequested();
            var end = Math.Min(start + ChecksPerRun, count);
            if (!TryRunPart(batch, start, end))
            {
                return false;
            }

            ThrowIfTooLarge(batch.Target.Length, end, count);
        }

        return true;
    }

    /// <summary>Gives up as soon as the answer is known to be too large, instead of failing when all work is done.</summary>
    private void ThrowIfTooLarge(int bytes, int answered, int asked)
    {
        if (bytes > _maxMessageBytes)
        {
            throw new CallException(
                ErrorReason.AnswerTooLarge,
                $"The answer to {answered} of {asked} items is larger than Limits:MaxMessageBytes, {_maxMessageBytes} bytes. Ask for fewer items in one call.");
        }
    }

    private bool TryRunPart(in BatchCheck batch, int start, int end)
    {
        var items = batch.Request.Items;
        batch.Pass.BeginRun();
        try
        {
            for (var i = start; i < end; i++)
            {
                if ((i - start) % CheckPass.MostPrepared == 0)
                {
                    PrepareItems(batch.Pass, items, i, Math.Min(i + CheckPass.MostPrepared, end));
                }

                if (!TryAnswer(batch, items[i], i))
                {
                    return false;
                }
            }

            return true;
        }
        finally
        {
            batch.Pass.EndRun();
        }
    }

    private static void PrepareItems(CheckPass pass, RepeatedField<BatchItem> items, int from, int to)
    {
        pass.BeginPreparing(from);
        for (var i = from; i < to; i++)
        {
            pass.Prepare(NamedSubject.Of(items[i].Subject));
        }

        pass.Fetch();
    }

    private bool TryAnswer(in BatchCheck batch, BatchItem item, int number)
    {
        var fault = CheckFields.FindFault(item.RequestId.Length, item.Parties.Count);
        if (fault is null && !batch.Pass.TryEvaluate(batch.Common.Ground, NamedSubject.Of(item.Subject), item.Parties, batch.Pass.PreparedOf(number), out fault))
        {
            return false;
        }

        var start = batch.Target.Open(BatchCheckSubjectsResponse.ItemsFieldNumber);
        batch.Target.Text(BatchItemResult.RequestIdFieldNumber, item.RequestId);
        if (fault is { } found)
        {
            batch.Target.Message(BatchItemResult.ErrorFieldNumber, CheckRunner.ErrorOf(found));
        }
        else
        {
            AnswerWriter.Item(batch.Pass.Answer, batch.Catalogue!, batch.Target);
            _metrics.CountCheck((Conclusion)batch.Pass.Answer.Conclusion);
        }

        batch.Target.Close(start);
        return true;
    }

    /// <summary>One batch on its way through the attempts.</summary>
    private struct BatchCheck
    {
        public CheckPass Pass;
        public BatchCheckSubjectsRequest Request;
        public AskedCheck Common;
        public BatchRunner Runner;
        public MessageBytes Target;
        public CatalogueBytes? Catalogue;
        public CancellationToken Cancelled;
    }
}
