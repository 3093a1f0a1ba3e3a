using CreditQuery.Protos.V1;
using Grpc.Core;
using Grpc.Health.V1;
using Grpc.Net.Client;

namespace CreditQuery.Client;

/// <summary>Typed calls of the service with deadlines and retries.</summary>
/// <remarks>Thread-safe; one is enough for a process. Every call throws <see cref="RpcException"/> with the status of the service.</remarks>
public sealed class CreditQueryClient : IDisposable
{
    private readonly GrpcChannel _queryChannel;
    private readonly GrpcChannel _registryChannel;
    private readonly CatalogueService.CatalogueServiceClient _catalogueReads;
    private readonly CatalogueService.CatalogueServiceClient _catalogueWrites;
    private readonly Health.HealthClient _health;
    private readonly CallPolicy _policy;

    /// <summary>Makes a client; connects with the first call.</summary>
    /// <param name="options">Addresses, certificates, deadline and retries; read once.</param>
    /// <exception cref="System.Security.Cryptography.CryptographicException">A certificate or key file cannot be used.</exception>
    public CreditQueryClient(CreditQueryClientOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Options = options;
        _policy = new CallPolicy(options);
        _queryChannel = ChannelFactory.Open(options.QueryAddress, options);
        _registryChannel = ChannelFactory.Open(options.RegistryAddress, options);
        Query = new CreditQueryService.CreditQueryServiceClient(_queryChannel);
        Watch = new StatusWatchService.StatusWatchServiceClient(_queryChannel);
        Registry = new RegistryService.RegistryServiceClient(_registryChannel);
        _health = new Health.HealthClient(_queryChannel);
        Replication = new ReplicationService.ReplicationServiceClient(_registryChannel);
        _catalogueReads = new CatalogueService.CatalogueServiceClient(_queryChannel);
        _catalogueWrites = new CatalogueService.CatalogueServiceClient(_registryChannel);
    }

    /// <summary>The options it was made with.</summary>
    public CreditQueryClientOptions Options { get; }

    /// <summary>The generated client of checks, for streams; without deadline and retries.</summary>
    public CreditQueryService.CreditQueryServiceClient Query { get; }

    /// <summary>The generated client of subscriptions; likewise.</summary>
    public StatusWatchService.StatusWatchServiceClient Watch { get; }

    /// <summary>The generated client of changes; likewise. For files see <see cref="ChangeImport"/>.</summary>
    public RegistryService.RegistryServiceClient Registry { get; }

    /// <summary>The generated client of checkpoints and raw events, for nodes and operators; likewise.</summary>
    public ReplicationService.ReplicationServiceClient Replication { get; }

    /// <summary>Checks one subject in one scenario.</summary>
    /// <param name="request">The question.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The answer; INDETERMINATE is an answer too.</returns>
    public Task<CheckSubjectResponse> CheckSubjectAsync(CheckSubjectRequest request, CancellationToken cancellationToken = default) =>
        _policy.CallAsync(Query.CheckSubjectAsync, request, cancellationToken);

    /// <summary>Checks up to 10,000 subjects at one revision.</summary>
    /// <param name="request">The questions.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The answers in the order of the questions.</returns>
    public Task<BatchCheckSubjectsResponse> BatchCheckSubjectsAsync(BatchCheckSubjectsRequest request, CancellationToken cancellationToken = default) =>
        _policy.CallAsync(Query.BatchCheckSubjectsAsync, request, cancellationToken);

    /// <summary>Tells everything known of one subject.</summary>
    /// <param name="request">The subject.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Its status.</returns>
    public Task<GetSubjectResponse> GetSubjectAsync(GetSubjectRequest request, CancellationToken cancellationToken = default) =>
        _policy.CallAsync(Query.GetSubjectAsync, request, cancellationToken);

    /// <summary>Appends one change set; safe to repeat with the same change id.</summary>
    /// <param name="request">The set.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The outcomes, one per change.</returns>
    public Task<ApplyChangesResponse> ApplyChangesAsync(ApplyChangesRequest request, CancellationToken cancellationToken = default) =>
        _policy.CallAsync(Registry.ApplyChangesAsync, request, cancellationToken);

    /// <summary>Tells where the log and the node stand.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The status.</returns>
    public Task<GetLogStatusResponse> GetLogStatusAsync(CancellationToken cancellationToken = default) =>
        _policy.CallAsync(Registry.GetLogStatusAsync, new GetLogStatusRequest(), cancellationToken);

    /// <summary>Asks the query port whether a service serves; once, without retries: the answer is about now.</summary>
    /// <param name="service">Name of the service, for instance <c>creditquery.v1.Fresh</c>; empty: the node.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>Its state.</returns>
    public async Task<HealthCheckResponse.Types.ServingStatus> CheckHealthAsync(string service, CancellationToken cancellationToken = default)
    {
        var deadline = TimeProvider.System.GetUtcNow().UtcDateTime + Options.Deadline;
        var options = new CallOptions(deadline: deadline, cancellationToken: cancellationToken);
        return (await _health.CheckAsync(new HealthCheckRequest { Service = service }, options)).Status;
    }

    /// <summary>Gives one version of the catalogue.</summary>
    /// <param name="request">Version or day; neither: the one in force.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The version and its file.</returns>
    public Task<GetCatalogueResponse> GetCatalogueAsync(GetCatalogueRequest request, CancellationToken cancellationToken = default) =>
        _policy.CallAsync(_catalogueReads.GetCatalogueAsync, request, cancellationToken);

    /// <summary>Lists the versions of the catalogue.</summary>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The versions by revision.</returns>
    public Task<ListCataloguesResponse> ListCataloguesAsync(CancellationToken cancellationToken = default) =>
        _policy.CallAsync(_catalogueReads.ListCataloguesAsync, new ListCataloguesRequest(), cancellationToken);

    /// <summary>Says what is wrong with a catalogue file; changes nothing.</summary>
    /// <param name="request">The file.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The findings.</returns>
    public Task<ValidateCatalogueResponse> ValidateCatalogueAsync(ValidateCatalogueRequest request, CancellationToken cancellationToken = default) =>
        _policy.CallAsync(_catalogueReads.ValidateCatalogueAsync, request, cancellationToken);

    /// <summary>Tells what differs between two versions.</summary>
    /// <param name="request">The versions, or a version and a file.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The differences.</returns>
    public Task<DiffCataloguesResponse> DiffCataloguesAsync(DiffCataloguesRequest request, CancellationToken cancellationToken = default) =>
        _policy.CallAsync(_catalogueReads.DiffCataloguesAsync, request, cancellationToken);

    /// <summary>Appends a catalogue version; safe to repeat with the same change id.</summary>
    /// <param name="request">The file.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The version and its revision.</returns>
    public Task<PutCatalogueResponse> PutCatalogueAsync(PutCatalogueRequest request, CancellationToken cancellationToken = default) =>
        _policy.CallAsync(_catalogueWrites.PutCatalogueAsync, request, cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        _queryChannel.Dispose();
        _registryChannel.Dispose();
    }
}
