using CreditQuery.Server.Hosting;

namespace CreditQuery.Server.Registry;

/// <summary>RegistryService: takes changes in and says where the log stands. Thin: form, append, outcome.</summary>
internal sealed class RegistryGrpcService(Node node, ImportTools import, LogStatusReport status, OrphanReturn orphans) : RegistryService.RegistryServiceBase
{
    /// <inheritdoc/>
    public override async Task<ApplyChangesResponse> ApplyChanges(ApplyChangesRequest request, ServerCallContext context)
    {
        var parts = node.RequireWritable();
        var set = import.Intake.TakeIn(request, parts.Seal, out var id);
        RoomRules.Require(set, parts.Index);
        var applied = await import.Writer.AppendAsync(set, id, request.Author, context.CancellationToken);
        var response = new ApplyChangesResponse
        {
            AtLeast = new LogPosition { Epoch = parts.Log.Epoch, Revision = applied.FirstRevision },
            Duplicate = applied.IsDuplicate,
        };
        response.Outcomes.Add(applied.Outcomes);
        return response;
    }

    /// <inheritdoc/>
    public override Task ImportChanges(
        IAsyncStreamReader<ImportChangesRequest> requestStream, IServerStreamWriter<ImportProgress> responseStream, ServerCallContext context) =>
        new ImportSession(import, node).RunAsync(requestStream, responseStream, context.CancellationToken);

    /// <inheritdoc/>
    public override Task<GetLogStatusResponse> GetLogStatus(GetLogStatusRequest request, ServerCallContext context) =>
        Task.FromResult(status.Make(node.Require()));

    /// <inheritdoc/>
    public override Task<ListQuarantineResponse> ListQuarantine(ListQuarantineRequest request, ServerCallContext context) =>
        Task.FromResult(QuarantineList.Page(node.Require().Index.Current, request));

    /// <inheritdoc/>
    public override Task<ListOrphansResponse> ListOrphans(ListOrphansRequest request, ServerCallContext context) => Task.FromResult(orphans.Page(request));

    /// <inheritdoc/>
    public override Task ReconcileOrphans(
        ReconcileOrphansRequest request, IServerStreamWriter<ReconciledOrphan> responseStream, ServerCallContext context) =>
        orphans.RunAsync(request, responseStream, context.CancellationToken);
}
