using CreditQuery.Server.Errors;
using CreditQuery.Server.Hosting;

namespace CreditQuery.Server.Checks;

/// <summary>One stream of checks: replies in order, each at the newest revision, flushed when no further request is buffered.</summary>
internal sealed class CheckStream(Node node, CheckRunner runner, RevisionGate gate)
{
    private static readonly WriteOptions Buffered = new(WriteFlags.BufferHint);
    private static readonly WriteOptions Flushed = new();

    private CheckSubjectRequest? _common;

    /// <summary>Answers until the caller ends the stream or the node drains.</summary>
    /// <param name="requests">First perhaps the common part, then checks.</param>
    /// <param name="replies">Receives one reply per check, in order.</param>
    /// <param name="context">The call.</param>
    /// <exception cref="CallException">A message is neither (INVALID_ARGUMENT), or the node drains (UNAVAILABLE).</exception>
    public async Task RunAsync(
        IAsyncStreamReader<StreamChecksRequest> requests, IServerStreamWriter<CheckSubjectResponse> replies, ServerCallContext context)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, node.Draining);
        try
        {
            var isFirst = true;
            var more = await requests.MoveNext(stop.Token);
            while (more)
            {
                var reply = await AnswerAsync(requests.Current, isFirst, context);
                isFirst = false;

                // Whether another request is at hand decides about the flush, so the next one is asked for first.
                var next = requests.MoveNext(stop.Token);
                if (reply is not null)
                {
                    replies.WriteOptions = next.IsCompletedSuccessfully && next.Result ? Buffered : Flushed;
                    await replies.WriteAsync(reply, context.CancellationToken);
                }

                more = await next;
            }
        }
        catch (OperationCanceledException) when (node.Draining.IsCancellationRequested && !context.CancellationToken.IsCancellationRequested)
        {
            throw new CallException(ErrorReason.ShuttingDown, "The node is shutting down; checks without a reply are not answered.");
        }
    }

    private ValueTask<CheckSubjectResponse?> AnswerAsync(StreamChecksRequest message, bool isFirst, ServerCallContext context)
    {
        switch (message.MessageCase)
        {
            case StreamChecksRequest.MessageOneofCase.Check:
                var check = message.Check;
                CommonPart.Fill(check, _common);
                var parts = node.Require();
                return RevisionGate.HasToWait(check, parts) ? WaitAndAnswerAsync(check, parts, context) : new(Answer(check, parts));
            case StreamChecksRequest.MessageOneofCase.None:
                return new(ErrorReply(new CheckSubjectRequest(), new FieldViolation("check", ErrorReason.InvalidField, "Required.")));
            case StreamChecksRequest.MessageOneofCase.Common when isFirst:
                _common = message.Common;
                return default;
            default:
                throw CallException.OfField("common", ErrorReason.InvalidField, "Only in the first message; then checks.");
        }
    }

    private async ValueTask<CheckSubjectResponse?> WaitAndAnswerAsync(CheckSubjectRequest check, NodeParts parts, ServerCallContext context)
    {
        try
        {
            await gate.WaitAsync(check, parts, context);
        }
        catch (CallException failure)
        {
            var field = failure.Violations.Count > 0 ? failure.Violations[0].Path : "wait";
            return ErrorReply(check, new FieldViolation(field, failure.Reason, failure.Message));
        }

        return Answer(check, parts);
    }

    private CheckSubjectResponse Answer(CheckSubjectRequest check, NodeParts parts)
    {
        var response = runner.Answer(parts, check, out var fault);
        return fault is { } found ? ErrorReply(check, found) : response;
    }

    private static CheckSubjectResponse ErrorReply(CheckSubjectRequest check, FieldViolation fault) =>
        new() { RequestId = check.RequestId, Error = CheckRunner.ErrorOf(fault) };
}
