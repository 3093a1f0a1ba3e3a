using System.Globalization;
using CreditQuery.Log;
using CreditQuery.Server.Continuity;
using CreditQuery.Server.Errors;
using CreditQuery.Server.Hosting;
using CreditQuery.Server.Telemetry;
using Google.Protobuf.WellKnownTypes;

namespace CreditQuery.Server.Registry;

/// <summary>Lists the orphans of this node and appends them again once an operator has said yes.</summary>
/// <remarks>By their change ids: what another node has brought back already is answered with its first outcome. Source: ADR 0017.</remarks>
internal sealed class OrphanReturn(Node node, Orphans orphans, RegistryWriter writer, ILogger<OrphanReturn> logger)
{
    private const int DefaultPageSize = 100;
    private const int MaxPageSize = 1_000;
    private const int MaxOperatorBytes = 128;

    /// <summary>Makes one page.</summary>
    /// <param name="request">Size and token; the token is how many stand before the page.</param>
    /// <exception cref="CallException">Not a token of ours (INVALID_ARGUMENT).</exception>
    public ListOrphansResponse Page(ListOrphansRequest request)
    {
        var before = 0;
        if (request.PageToken.Length > 0 && !int.TryParse(request.PageToken, NumberStyles.None, CultureInfo.InvariantCulture, out before))
        {
            throw CallException.OfField("page_token", ErrorReason.InvalidField, "Not a token of this list.");
        }

        var size = request.PageSize == 0 ? DefaultPageSize : (int)Math.Min(request.PageSize, MaxPageSize);
        var response = new ListOrphansResponse();
        foreach (var orphan in orphans.Read().Skip(before))
        {
            if (response.Orphans.Count == size)
            {
                response.NextPageToken = (before + size).ToString(CultureInfo.InvariantCulture);
                break;
            }

            response.Orphans.Add(Tell(orphan));
        }

        return response;
    }

    /// <summary>Appends orphans again, in their order.</summary>
    /// <param name="request">Which, and who said yes.</param>
    /// <param name="told">Receives what became of each.</param>
    /// <param name="cancellationToken">Gives up between two; what is appended stays appended.</param>
    /// <exception cref="CallException">The request is at fault (INVALID_ARGUMENT), or the node cannot take changes now.</exception>
    public async Task RunAsync(ReconcileOrphansRequest request, IServerStreamWriter<ReconciledOrphan> told, CancellationToken cancellationToken)
    {
        var form = new FormCheck(node.RequireWritable().Seal);
        form.Enter("", -1, "");
        form.Reference(request.Operator, "operator", required: true, MaxOperatorBytes);
        form.ThrowIfAny();
        var chosen = request.ChangeIds.ToHashSet(StringComparer.Ordinal);

        logger.OrphansReturned(chosen.Count > 0 ? chosen.Count : orphans.Count, request.Operator);
        foreach (var orphan in orphans.Read().Where(orphan => chosen.Count == 0 || chosen.Contains(orphan.ChangeId.ToString())))
        {
            var applied = await writer.AppendAgainAsync(orphan.Payload.ToArray(), orphan.ChangeId, orphan.Author, cancellationToken);
            orphans.Return(orphan.ChangeId);
            var outcome = new ReconciledOrphan { Orphan = Tell(orphan), Revision = applied.FirstRevision, Duplicate = applied.IsDuplicate };
            outcome.Outcomes.Add(applied.Outcomes);
            await told.WriteAsync(outcome, cancellationToken);
        }
    }

    private static OrphanedChange Tell(in ChangeLogEvent orphan) => new()
    {
        ChangeId = orphan.ChangeId.ToString(),
        Revision = orphan.Revision,
        Author = orphan.Author,
        RecordedAt = Timestamp.FromDateTimeOffset(orphan.RecordedAt),
    };
}
