using System.Diagnostics;
using CreditQuery.Index;
using CreditQuery.Server.Applying;
using CreditQuery.Server.Configuration;
using CreditQuery.Server.Errors;
using CreditQuery.Server.Hosting;
using CreditQuery.Server.Telemetry;
using Microsoft.Extensions.Options;

namespace CreditQuery.Server.Checks;

/// <summary>Answers checks: pin a revision, resolve, evaluate, again if a record is newer, write the message, count.</summary>
internal sealed class CheckRunner(
    CheckPassPool passes, FreshnessSource freshness, LogClock clock, ServerMetrics metrics, IOptions<LimitOptions> limits)
{
    // The store's epoch is held over so many checks of a batch: longer would hold up the applier.
    private const int ChecksPerRun = 128;

    // An answer of so many items and less fits: no item comes near to these bytes.
    private const int ItemBytesThatAlwaysFit = 4096;

    // Tag and length of an item in its batch.
    private const int ItemPrefixBytes = 5;

    private readonly int _maxMessageBytes = limits.Value.MaxMessageBytes;
    private readonly CheckPassPool _passes = passes;
    private readonly FreshnessSource _freshness = freshness;
    private readonly LogClock _clock = clock;
    private readonly ServerMetrics _metrics = metrics;

    /// <summary>Answers one check.</summary>
    /// <param name="parts">The node.</param>
    /// <param name="request">The check.</param>
    /// <param name="fault">The first fault; null if there is none.</param>
    /// <returns>The answer; without content if there is a fault.</returns>
    public CheckSubjectResponse Answer(NodeParts parts, CheckSubjectRequest request, out FieldViolation? fault)
    {
        var started = _metrics.TimesChecks ? Stopwatch.GetTimestamp() : 0;
        var response = new CheckSubjectResponse();
        fault = CheckFields.FindFault(request.RequestId, request.Parties.Count);
        if (fault is null)
        {
            var single = new SingleCheck { Pass = _passes.Rent(parts), Request = request, Clock = _clock };
            try
            {
                parts.Index.ReadPinned(ref single, static (snapshot, ref state) => state.TryRun(snapshot));
                fault = single.Fault;
                if (fault is null)
                {
                    Write(single.Pass, request, response);
                }
            }
            finally
            {
                _passes.Return(single.Pass);
            }
        }

        if (started != 0)
        {
            _metrics.RecordCheck(Stopwatch.GetElapsedTime(started));
        }

        return response;
    }

    /// <summary>Answers a batch at one revision.</summary>
    /// <param name="parts">The node.</param>
    /// <param name="request">The batch.</param>
    /// <param name="cancellationToken">Gives up between items.</param>
    /// <exception cref="CallException">The common part is at fault (INVALID_ARGUMENT), or the answer would be larger than a message may be
    /// (RESOURCE_EXHAUSTED).</exception>
    public BatchCheckSubjectsResponse Answer(NodeParts parts, BatchCheckSubjectsRequest request, CancellationToken cancellationToken)
    {
        var batch = new BatchCheck { Pass = _passes.Rent(parts), Request = request, Runner = this, Cancelled = cancellationToken };
        try
        {
            parts.Index.ReadPinned(ref batch, static (snapshot, ref state) => state.Runner.TryRun(snapshot, ref state));
            return batch.Response!;
        }
        finally
        {
            _passes.Return(batch.Pass);
        }
    }

    /// <summary>Writes a fault of one item; the call goes on.</summary>
    /// <param name="fault">The fault.</param>
    public static ItemError ErrorOf(FieldViolation fault) => new()
    {
        Code = (int)fault.Reason.Status(),
        Reason = fault.Reason.WireName(),
        Field = fault.Path,
        Message = fault.Text,
    };

    private void Write(CheckPass pass, CheckSubjectRequest request, CheckSubjectResponse response)
    {
        var scope = pass.Scope(request.Explain);
        response.CheckId = CheckId.New(pass.Moment.NowMs);
        response.RequestId = request.RequestId;
        AnswerMapper.Write(pass.Answer, pass.Plan, pass.Findings, scope, response);
        pass.WriteParties(request.Parties, scope, response.PartyResults);
        if (request.Explain)
        {
            response.Explanation = ExplanationMapper.Of(pass.Record, pass);
        }

        response.Freshness = _freshness.Of(pass.Moment, pass.Plan.AsOf);
        _metrics.CountCheck(response.Conclusion);
    }

    private bool TryRun(RegistrySnapshot snapshot, ref BatchCheck batch)
    {
        batch.Pass.Pin(snapshot, _clock);
        if (batch.Pass.Resolve(batch.Request.Common) is { } fault)
        {
            throw CallException.OfField($"common.{fault.Path}", fault.Reason, fault.Text);
        }

        var response = new BatchCheckSubjectsResponse { Freshness = _freshness.Of(batch.Pass.Moment, batch.Pass.Plan.AsOf) };
        batch.Response = response;
        var count = batch.Request.Items.Count;
        response.Items.Capacity = count;
        var bytes = 0L;
        for (var start = 0; start < count; start += ChecksPerRun)
        {
            // Nobody waits for the rest of an answer to a cancelled call.
            batch.Cancelled.ThrowIfCancellationRequested();
            if (!TryRunPart(batch, start, response))
            {
                return false;
            }

            if (count > _maxMessageBytes / ItemBytesThatAlwaysFit)
            {
                bytes += BytesFrom(start, response);
                ThrowIfTooLarge(bytes, response.Items.Count, count);
            }
        }

        return true;
    }

    private static long BytesFrom(int start, BatchCheckSubjectsResponse response)
    {
        var bytes = 0L;
        for (var i = start; i < response.Items.Count; i++)
        {
            bytes += ItemPrefixBytes + response.Items[i].CalculateSize();
        }

        return bytes;
    }

    /// <summary>Gives up as soon as the answer is known to be too large, instead of failing when all work is done.</summary>
    private void ThrowIfTooLarge(long bytes, int answered, int asked)
    {
        if (bytes > _maxMessageBytes)
        {
            throw new CallException(
                ErrorReason.AnswerTooLarge,
                $"The answer to {answered} of {asked} items is larger than Limits:MaxMessageBytes, {_maxMessageBytes} bytes. Ask for fewer items in one call.");
        }
    }

    private bool TryRunPart(in BatchCheck batch, int start, BatchCheckSubjectsResponse response)
    {
        var end = Math.Min(start + ChecksPerRun, batch.Request.Items.Count);
        batch.Pass.BeginRun();
        try
        {
            for (var i = start; i < end; i++)
            {
                if (!TryAnswer(batch.Pass, batch.Request.Common, batch.Request.Items[i], out var result))
                {
                    return false;
                }

                response.Items.Add(result);
            }

            return true;
        }
        finally
        {
            batch.Pass.EndRun();
        }
    }

    private bool TryAnswer(CheckPass pass, CheckSubjectRequest common, BatchItem item, out BatchItemResult result)
    {
        result = new BatchItemResult { RequestId = item.RequestId };
        var fault = CheckFields.FindFault(item.RequestId, item.Parties.Count);
        if (fault is null && !pass.TryEvaluate(common, item.Subject, item.Parties, out fault))
        {
            return false;
        }

        if (fault is { } found)
        {
            result.Error = ErrorOf(found);
            return true;
        }

        AnswerMapper.Write(pass.Answer, pass.Plan, result);
        _metrics.CountCheck(result.Conclusion);
        return true;
    }

    /// <summary>One check on its way through the attempts.</summary>
    private struct SingleCheck
    {
        public CheckPass Pass;
        public CheckSubjectRequest Request;
        public LogClock Clock;
        public FieldViolation? Fault;

        public bool TryRun(RegistrySnapshot snapshot)
        {
            Pass.Pin(snapshot, Clock);
            Fault = Pass.Resolve(Request);
            if (Fault is not null)
            {
                return true;
            }

            return Pass.TryEvaluate(Request, Request.Subject, Request.Parties, out Fault) && (!Request.Explain || Fault is not null || Pass.TryCopyRecord());
        }
    }

    /// <summary>One batch on its way through the attempts.</summary>
    private struct BatchCheck
    {
        public CheckPass Pass;
        public BatchCheckSubjectsRequest Request;
        public CheckRunner Runner;
        public CancellationToken Cancelled;
        public BatchCheckSubjectsResponse? Response;
    }
}
