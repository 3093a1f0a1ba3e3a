using CreditQuery.Index;
using CreditQuery.Log;
using CreditQuery.Protos.Log.V1;
using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Periods;
using CreditQuery.Server.Applying;
using CreditQuery.Server.Configuration;
using CreditQuery.Server.Errors;
using CreditQuery.Server.Hosting;
using CreditQuery.Server.Registry;
using Google.Protobuf;
using Microsoft.Extensions.Options;
using LogCatalogue = CreditQuery.Index.CatalogueVersion;

namespace CreditQuery.Server.Catalogues;

/// <summary>CatalogueService: reads on both ports, PutCatalogue on the registry port alone.</summary>
internal sealed class CatalogueGrpcService(Node node, RegistryWriter writer, LogClock clock, IOptions<ServerOptions> options)
    : CatalogueService.CatalogueServiceBase
{
    /// <inheritdoc/>
    public override Task<GetCatalogueResponse> GetCatalogue(GetCatalogueRequest request, ServerCallContext context)
    {
        var snapshot = node.Require().Index.Current;
        var found = Find(snapshot, request);
        var file = new CatalogueFile { Name = found.Catalogue.Name, Content = UnsafeByteOperations.UnsafeWrap(found.Catalogue.Content) };
        return Task.FromResult(new GetCatalogueResponse { Version = CatalogueMapper.Version(found, snapshot, Today), File = file });
    }

    /// <inheritdoc/>
    public override Task<ListCataloguesResponse> ListCatalogues(ListCataloguesRequest request, ServerCallContext context)
    {
        var snapshot = node.Require().Index.Current;
        var response = new ListCataloguesResponse();
        foreach (var version in snapshot.Catalogues.OrderBy(static version => version.Revision))
        {
            response.Versions.Add(CatalogueMapper.Version(version, snapshot, Today));
        }

        return Task.FromResult(response);
    }

    /// <inheritdoc/>
    public override Task<ValidateCatalogueResponse> ValidateCatalogue(ValidateCatalogueRequest request, ServerCallContext context)
    {
        CheckForm(request.File, "file");
        var loaded = CatalogueLoader.Load(request.File.Content.Span);
        var response = new ValidateCatalogueResponse { Valid = loaded.IsValid, Version = loaded.Catalogue?.Version ?? "" };
        response.Findings.Add(loaded.Findings.Select(CatalogueMapper.Finding));
        return Task.FromResult(response);
    }

    /// <inheritdoc/>
    public override Task<DiffCataloguesResponse> DiffCatalogues(DiffCataloguesRequest request, ServerCallContext context)
    {
        var snapshot = node.Require().Index.Current;
        var from = Find(snapshot, new GetCatalogueRequest { Version = request.FromVersion }).Catalogue;
        Catalogue to;
        if (request.ToFile is not null)
        {
            CheckForm(request.ToFile, "to_file");
            to = Load(request.ToFile, "to_file.content");
        }
        else
        {
            to = Find(snapshot, new GetCatalogueRequest { Version = request.ToVersion }).Catalogue;
        }

        var response = new DiffCataloguesResponse();
        response.Differences.Add(CatalogueDiff.Compare(from, to).Select(CatalogueMapper.Difference));
        response.Scenarios.Add(response.Differences.SelectMany(static difference => difference.Scenarios).Distinct().Order(StringComparer.Ordinal));
        return Task.FromResult(response);
    }

    /// <inheritdoc/>
    public override async Task<PutCatalogueResponse> PutCatalogue(PutCatalogueRequest request, ServerCallContext context)
    {
        PortGuard.Require(context.GetHttpContext(), PortRole.Registry, options.Value);
        var parts = node.RequireWritable();
        var form = new FormCheck(parts.Seal);
        form.Enter("", -1, "");
        if (!ChangeId.TryParse(request.ChangeId, out var id))
        {
            form.Fail("change_id", ErrorReason.InvalidField, "Not a ULID: 26 characters of Crockford's base 32.");
        }

        form.Reference(request.Author, "author", required: true, ChangeIntake.MaxAuthorBytes);
        form.ThrowIfAny();
        CheckForm(request.File, "file");
        var catalogue = Load(request.File, "file.content");
        var set = new ChangeSet();
        set.Changes.Add(new Change { PutCatalogue = new PutCatalogue { Name = request.File.Name, Content = request.File.Content } });
        var applied = await writer.AppendAsync(set, id, request.Author, context.CancellationToken);
        return ResponseOf(applied, catalogue, parts.Index.Current);
    }

    private int Today => LogClock.DayOf(clock.NowMs);

    private static Catalogue Load(CatalogueFile file, string field)
    {
        var loaded = CatalogueLoader.Load(file.Content.Span);
        if (loaded.Catalogue is { } catalogue)
        {
            return catalogue.Name == file.Name
                ? catalogue
                : throw CallException.OfField(field, ErrorReason.CatalogueInvalid, "The file names another catalogue than the request.");
        }

        throw new CallException([.. loaded.Findings
            .Where(static finding => finding.Severity == FindingSeverity.Error)
            .Select(finding => new FieldViolation(field, ErrorReason.CatalogueInvalid, finding.ToString()))]);
    }

    private void CheckForm(CatalogueFile? file, string field)
    {
        var form = new FormCheck(node.Require().Seal);
        form.Enter(field, -1, "");
        RegistryForms.Catalogue(file?.Name ?? "", file is null ? default : file.Content.Span, form, "name", "content");
        form.ThrowIfAny();
    }

    private LogCatalogue Find(RegistrySnapshot snapshot, GetCatalogueRequest request)
    {
        if (request.Version.Length > 0 && request.AsOf.Length > 0)
        {
            throw CallException.OfField("as_of", ErrorReason.InvalidField, "Either version or as_of.");
        }

        if (request.Version.Length > 0)
        {
            return snapshot.Catalogues.LastOrDefault(version => version.Catalogue.Version == request.Version)
                ?? throw new CallException(ErrorReason.UnknownCatalogue, "The log has no catalogue of this version.");
        }

        var day = Today;
        if (request.AsOf.Length > 0 && !CivilDay.TryParse(request.AsOf, out day))
        {
            throw CallException.OfField("as_of", ErrorReason.InvalidDay, "Not a civil day YYYY-MM-DD.");
        }

        return snapshot.CatalogueAt(day) ?? throw new CallException(ErrorReason.UnknownCatalogue, "No catalogue of the log counts on this day.");
    }

    private PutCatalogueResponse ResponseOf(AppliedSet applied, Catalogue catalogue, RegistrySnapshot snapshot)
    {
        if (applied.Outcomes is [{ Kind: OutcomeKind.Refused } refused, ..])
        {
            throw CallException.OfField("file.content", ErrorReason.CatalogueInvalid, $"Refused: {refused.Reason}. {refused.Detail}");
        }

        var version = snapshot.Catalogues.LastOrDefault(known => known.Catalogue.Version == catalogue.Version);
        return new PutCatalogueResponse
        {
            Version = version is null ? new Protos.V1.CatalogueVersion { Version = catalogue.Version } : CatalogueMapper.Version(version, snapshot, Today),
            Revision = applied.FirstRevision,
        };
    }
}
