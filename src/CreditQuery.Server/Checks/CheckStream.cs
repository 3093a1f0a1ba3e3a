using CreditQuery.Server.Checks.Wire;
using CreditQuery.Server.Errors;
using CreditQuery.Server.Hosting;

namespace CreditQuery.Server.Checks;

/// <summary>One stream of checks: replies in order, each at the newest revision, flushed when no further request is buffered.</summary>
/// <remarks>Checks that have arrived together are answered together, so that their waits for memory overlap.</remarks>
internal sealed class CheckStream(Node node, CheckRunner runner, RevisionGate gate)
{
    private static readonly WriteOptions Buffered = new(WriteFlags.BufferHint);
    private static readonly WriteOptions Flushed = new();

    private readonly AskedCheck[] _checks = new AskedCheck[CheckPass.MostPrepared];
    private readonly int[] _ends = new int[CheckPass.MostPrepared];
    private readonly CheckReply _reply = CheckReply.OfStream();
    private int _count;
    private bool _isFirst = true;
    private AskedCheck? _alone;
    private AskedCheck? _common;

    /// <summary>Answers until the caller ends the stream or the node drains.</summary>
    /// <param name="requests">First perhaps the common part, then checks.</param>
    /// <param name="replies">Receives one reply per check, in order.</param>
    /// <param name="context">The call.</param>
    /// <exception cref="CallException">A message is neither (INVALID_ARGUMENT), or the node drains (UNAVAILABLE).</exception>
    public async Task RunAsync(
        IAsyncStreamReader<AskedCheck> requests, IServerStreamWriter<CheckReply> replies, ServerCallContext context)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, node.Draining);
        try
        {
            var more = await requests.MoveNext(stop.Token);
            while (more)
            {
                // Whether another request is at hand decides about the flush, so the next one is asked for first.
                var next = Gather(requests, stop.Token);
                var isMoreAtHand = next.IsCompletedSuccessfully && next.Result;
                await AnswerGatheredAsync(replies, flush: _alone is null && !isMoreAtHand, context);
                if (_alone is { } alone)
                {
                    _alone = null;
                    await AnswerAloneAsync(alone, context);
                    await SendAsync(replies, (0, _reply.Bytes.Length), flush: !isMoreAtHand, context);
                }

                more = await next;
            }
        }
        catch (OperationCanceledException) when (node.Draining.IsCancellationRequested && !context.CancellationToken.IsCancellationRequested)
        {
            throw new CallException(ErrorReason.ShuttingDown, "The node is shutting down; checks without a reply are not answered.");
        }
        finally
        {
            _reply.Return();
        }
    }

    /// <summary>Takes the current message and those that are at hand, up to one that has to be answered alone.</summary>
    private Task<bool> Gather(IAsyncStreamReader<AskedCheck> requests, CancellationToken stop)
    {
        Task<bool> next;
        do
        {
            Take(requests.Current);
            next = requests.MoveNext(stop);
        }
        while (_alone is null && _count < _checks.Length && next.IsCompletedSuccessfully && next.Result);
        return next;
    }

    private void Take(AskedCheck message)
    {
        var isFirst = _isFirst;
        _isFirst = false;
        if (message.Part == AskedPart.Common && isFirst)
        {
            _common = message;
            return;
        }

        if (message.Part == AskedPart.Check)
        {
            if (_common is { } common)
            {
                message.Fill(common);
            }

            var parts = node.Require();
            message.Intake?.Use(parts.Index);
            if (!RevisionGate.HasToWait(message, parts))
            {
                _checks[_count++] = message;
                return;
            }
        }

        _alone = message;
    }

    private async ValueTask AnswerGatheredAsync(IServerStreamWriter<CheckReply> replies, bool flush, ServerCallContext context)
    {
        var count = _count;
        if (count == 0)
        {
            return;
        }

        _count = 0;
        runner.Answer(node.Require(), _checks.AsSpan(0, count), _reply.Bytes, _ends);
        for (var i = 0; i < count; i++)
        {
            _checks[i].Return();
        }

        var start = 0;
        for (var i = 0; i < count; i++)
        {
            await SendAsync(replies, (start, _ends[i]), flush && i == count - 1, context);
            start = _ends[i];
        }
    }

    private Task SendAsync(IServerStreamWriter<CheckReply> replies, (int Start, int End) part, bool flush, ServerCallContext context)
    {
        _reply.Show(part.Start, part.End - part.Start);
        replies.WriteOptions = flush ? Flushed : Buffered;
        return replies.WriteAsync(_reply, context.CancellationToken);
    }

    private async ValueTask AnswerAloneAsync(AskedCheck message, ServerCallContext context)
    {
        switch (message.Part)
        {
            case AskedPart.Check:
                await WaitAndAnswerAsync(message, context);
                break;
            case AskedPart.None:
                WriteFault([], new FieldViolation("check", ErrorReason.InvalidField, "Required."));
                break;
            default:
                throw CallException.OfField("common", ErrorReason.InvalidField, "Only in the first message; then checks.");
        }
    }

    private async ValueTask WaitAndAnswerAsync(AskedCheck check, ServerCallContext context)
    {
        var parts = node.Require();
        try
        {
            await gate.WaitAsync(check, parts, context);
        }
        catch (CallException failure)
        {
            var field = failure.Violations.Count > 0 ? failure.Violations[0].Path : "wait";
            WriteFault(check.RequestId, new FieldViolation(field, failure.Reason, failure.Message));
            return;
        }

        runner.Answer(parts, [check], _reply.Bytes, _ends);
    }

    private void WriteFault(ReadOnlySpan<byte> requestId, in FieldViolation fault)
    {
        _reply.Bytes.Clear();
        AnswerWriter.Fault(requestId, fault, _reply.Bytes);
    }
}
