using CreditQuery.Server.Checks.Wire;
using CreditQuery.Server.Configuration;
using CreditQuery.Server.Errors;
using CreditQuery.Server.Hosting;
using Microsoft.Extensions.Options;

namespace CreditQuery.Server.Checks;

/// <summary>CreditQueryService: answers checks. Synchronous unless a check waits for a revision.</summary>
internal sealed class CheckGrpcService(
    Node node, CheckRunner runner, BatchRunner batches, RevisionGate gate, SubjectStatusReport status, IOptions<LimitOptions> limits)
    : CheckBinding.CheckServiceBase
{
    private readonly Node _node = node;
    private readonly CheckRunner _runner = runner;
    private readonly RevisionGate _gate = gate;
    private readonly int _maxBatchItems = limits.Value.MaxBatchItems;

    /// <inheritdoc/>
    public override Task<CheckReply> CheckSubject(AskedCheck request, ServerCallContext context)
    {
        var parts = _node.Require();
        request.Intake?.Use(parts.Index);
        return RevisionGate.HasToWait(request, parts) ? WaitAndCheckAsync(request, parts, context) : Check(request, parts).Done;
    }

    /// <inheritdoc/>
    public override async Task<CheckReply> BatchCheckSubjects(BatchCheckSubjectsRequest request, ServerCallContext context)
    {
        if (request.Common is null)
        {
            throw CallException.OfField("common", ErrorReason.InvalidField, "Required.");
        }

        if (request.Items.Count > _maxBatchItems)
        {
            throw CallException.OfField("items", ErrorReason.TooLarge, $"At most {_maxBatchItems}.");
        }

        var parts = _node.Require();
        await WaitAsync(request.Common, parts, context);
        var reply = CheckReply.Rent();
        batches.Answer(parts, request, reply.Bytes, context.CancellationToken);
        return reply;
    }

    /// <inheritdoc/>
    public override Task StreamChecks(
        IAsyncStreamReader<AskedCheck> requestStream, IServerStreamWriter<CheckReply> responseStream, ServerCallContext context) =>
        new CheckStream(_node, _runner, _gate).RunAsync(requestStream, responseStream, context);

    /// <inheritdoc/>
    public override Task<GetSubjectResponse> GetSubject(GetSubjectRequest request, ServerCallContext context) =>
        Task.FromResult(status.Make(_node.Require(), request));

    private async Task<CheckReply> WaitAndCheckAsync(AskedCheck request, NodeParts parts, ServerCallContext context)
    {
        await _gate.WaitAsync(request, parts, context);
        return Check(request, parts);
    }

    private async ValueTask WaitAsync(CheckSubjectRequest common, NodeParts parts, ServerCallContext context)
    {
        if (common.AtLeast is not null)
        {
            await _gate.WaitAsync(AskedCheck.Of(common), parts, context);
        }
    }

    private CheckReply Check(AskedCheck request, NodeParts parts)
    {
        var reply = CheckReply.Rent();
        var fault = _runner.Answer(parts, request, reply.Bytes);
        request.Return();
        if (fault is { } found)
        {
            reply.Return();
            throw new CallException([found]);
        }

        return reply;
    }
}
