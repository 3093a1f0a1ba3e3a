using CreditQuery.Server.Configuration;
using CreditQuery.Server.Errors;
using CreditQuery.Server.Hosting;
using Microsoft.Extensions.Options;

namespace CreditQuery.Server.Checks;

/// <summary>CreditQueryService: answers checks. Synchronous unless a check waits for a revision.</summary>
internal sealed class CheckGrpcService(
    Node node, CheckRunner runner, RevisionGate gate, SubjectStatusReport status, IOptions<LimitOptions> limits)
    : CreditQueryService.CreditQueryServiceBase
{
    private readonly Node _node = node;
    private readonly CheckRunner _runner = runner;
    private readonly RevisionGate _gate = gate;
    private readonly int _maxBatchItems = limits.Value.MaxBatchItems;

    /// <inheritdoc/>
    public override Task<CheckSubjectResponse> CheckSubject(CheckSubjectRequest request, ServerCallContext context)
    {
        var parts = _node.Require();
        return RevisionGate.HasToWait(request, parts) ? WaitAndCheckAsync(request, parts, context) : Task.FromResult(Check(request, parts));
    }

    /// <inheritdoc/>
    public override async Task<BatchCheckSubjectsResponse> BatchCheckSubjects(BatchCheckSubjectsRequest request, ServerCallContext context)
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
        await _gate.WaitAsync(request.Common, parts, context);
        return _runner.Answer(parts, request, context.CancellationToken);
    }

    /// <inheritdoc/>
    public override Task StreamChecks(
        IAsyncStreamReader<StreamChecksRequest> requestStream, IServerStreamWriter<CheckSubjectResponse> responseStream, ServerCallContext context) =>
        new CheckStream(_node, _runner, _gate).RunAsync(requestStream, responseStream, context);

    /// <inheritdoc/>
    public override Task<GetSubjectResponse> GetSubject(GetSubjectRequest request, ServerCallContext context) =>
        Task.FromResult(status.Make(_node.Require(), request));

    private async Task<CheckSubjectResponse> WaitAndCheckAsync(CheckSubjectRequest request, NodeParts parts, ServerCallContext context)
    {
        await _gate.WaitAsync(request, parts, context);
        return Check(request, parts);
    }

    private CheckSubjectResponse Check(CheckSubjectRequest request, NodeParts parts)
    {
        var response = _runner.Answer(parts, request, out var fault);
        return fault is { } found ? throw new CallException([found]) : response;
    }
}
