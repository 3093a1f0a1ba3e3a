using System.Diagnostics;
using CreditQuery.Index;
using CreditQuery.Server.Applying;
using CreditQuery.Server.Checks.Wire;
using CreditQuery.Server.Errors;
using CreditQuery.Server.Hosting;
using CreditQuery.Server.Telemetry;

namespace CreditQuery.Server.Checks;

/// <summary>Answers checks: pin a revision, resolve, evaluate, again if a record is newer, write the bytes, count.</summary>
internal sealed class CheckRunner(FreshnessSource freshness, LogClock clock, ServerMetrics metrics)
{
    private readonly FreshnessSource _freshness = freshness;
    private readonly LogClock _clock = clock;
    private readonly ServerMetrics _metrics = metrics;

    /// <summary>Answers one check.</summary>
    /// <param name="parts">The node.</param>
    /// <param name="request">The check.</param>
    /// <param name="target">Receives the bytes of a CheckSubjectResponse; nothing of use if there is a fault.</param>
    /// <returns>The first fault; null if there is none.</returns>
    public FieldViolation? Answer(NodeParts parts, AskedCheck request, MessageBytes target)
    {
        var started = _metrics.TimesChecks ? Stopwatch.GetTimestamp() : 0;
        var fault = CheckFields.FindFault(request.RequestIdLength, request.Parties.Count);
        if (fault is null)
        {
            request.Prepare(parts.Index);
            var single = new SingleCheck { Pass = CheckPassPool.Rent(parts), Request = request, Runner = this, Target = target };
            try
            {
                single.Pass.Fetch(request);
                parts.Index.ReadPinned(ref single, static (snapshot, ref state) => state.Runner.TryRun(snapshot, ref state));
                fault = single.Fault;
            }
            finally
            {
                CheckPassPool.Return(single.Pass);
            }
        }

        Record(started, 1);
        return fault;
    }

    /// <summary>Answers checks that arrived together, each at the newest revision; a fault is an answer.</summary>
    /// <param name="parts">The node.</param>
    /// <param name="requests">The checks, at most <see cref="CheckPass.MostPrepared"/>.</param>
    /// <param name="target">Receives the bytes of a CheckSubjectResponse for each, one behind the other.</param>
    /// <param name="ends">Receives where each ends.</param>
    public void Answer(NodeParts parts, ReadOnlySpan<AskedCheck> requests, MessageBytes target, Span<int> ends)
    {
        var started = _metrics.TimesChecks ? Stopwatch.GetTimestamp() : 0;
        target.Clear();
        foreach (var request in requests)
        {
            request.Prepare(parts.Index);
        }

        var gathered = new GatheredChecks { Pass = CheckPassPool.Rent(parts), Requests = requests, Runner = this, Target = target, Ends = ends };
        try
        {
            foreach (var request in requests)
            {
                gathered.Pass.Fetch(request);
            }

            parts.Index.ReadPinned(ref gathered, static (snapshot, ref state) => state.Runner.TryRun(snapshot, ref state));
        }
        finally
        {
            CheckPassPool.Return(gathered.Pass);
        }

        Record(started, requests.Length);
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

    private bool TryRun(RegistrySnapshot snapshot, ref SingleCheck single)
    {
        var (pass, request) = (single.Pass, single.Request);
        single.Target.Clear();

        pass.Pin(snapshot, _clock);
        return TryAnswer(pass, request, single.Target, out single.Fault);
    }

    private bool TryRun(RegistrySnapshot snapshot, ref GatheredChecks gathered)
    {
        var pass = gathered.Pass;
        pass.Pin(snapshot, _clock);
        pass.BeginRun();
        try
        {
            for (; gathered.Answered < gathered.Requests.Length; gathered.Answered++)
            {
                var request = gathered.Requests[gathered.Answered];
                var fault = CheckFields.FindFault(request.RequestIdLength, request.Parties.Count);
                if (fault is null && !TryAnswer(pass, request, gathered.Target, out fault))
                {
                    return false;
                }

                if (fault is { } found)
                {
                    AnswerWriter.Fault(request.RequestId, found, gathered.Target);
                }

                gathered.Ends[gathered.Answered] = gathered.Target.Length;
            }

            return true;
        }
        finally
        {
            pass.EndRun();
        }
    }

    /// <summary>Resolves, evaluates and writes one check; nothing is written if there is a fault or something newer was met.</summary>
    private bool TryAnswer(CheckPass pass, AskedCheck request, MessageBytes target, out FieldViolation? fault)
    {
        fault = pass.Resolve(request);
        if (fault is not null)
        {
            return true;
        }

        // The record is still on its way while that is written which does not need it.
        var start = target.Length;
        AnswerWriter.Head(pass.Moment.NowMs, request.RequestId, target);
        var freshness = _freshness.FieldOf(pass.Moment, pass.Plan.AsOf);
        if (!pass.TryEvaluate(request.Ground, request.Subject, request.Parties, request.Prepared, out fault)
            || (fault is null && request.Explain && !pass.TryCopyRecord()))
        {
            target.CutTo(start);
            return false;
        }

        if (fault is not null)
        {
            target.CutTo(start);
            return true;
        }

        var scope = pass.Scope(request.Explain);
        AnswerWriter.Begin(pass.Answered, scope, target);
        pass.WriteParties(request.Parties, scope, target);
        var explanation = request.Explain && !pass.Plan.Scenario.EligibilityOnly ? ExplanationMapper.Of(pass.Record, pass) : null;
        AnswerWriter.End(pass.Answer, explanation, freshness, target);
        _metrics.CountCheck((Conclusion)pass.Answer.Conclusion);
        return true;
    }

    /// <summary>Records the time of checks that were answered together as that of each.</summary>
    private void Record(long started, int checks)
    {
        if (started == 0)
        {
            return;
        }

        var each = Stopwatch.GetElapsedTime(started) / checks;
        for (var i = 0; i < checks; i++)
        {
            _metrics.RecordCheck(each);
        }
    }

    /// <summary>One check on its way through the attempts.</summary>
    private struct SingleCheck
    {
        public CheckPass Pass;
        public AskedCheck Request;
        public CheckRunner Runner;
        public MessageBytes Target;
        public FieldViolation? Fault;
    }

    /// <summary>Checks that arrived together on their way through the attempts; what is answered stays answered.</summary>
    private ref struct GatheredChecks
    {
        public CheckPass Pass;
        public ReadOnlySpan<AskedCheck> Requests;
        public CheckRunner Runner;
        public MessageBytes Target;
        public Span<int> Ends;
        public int Answered;
    }
}
