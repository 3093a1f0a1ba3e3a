using CreditQuery.Log;
using CreditQuery.Protos.Log.V1;
using CreditQuery.Rules.Catalogues;
using CreditQuery.Server.Configuration;
using Google.Protobuf;
using Microsoft.Extensions.Options;

namespace CreditQuery.Server.Hosting;

/// <summary>Puts the shipped catalogue into an empty log as its first change set.</summary>
/// <remarks>Only the log's catalogue counts; without one nothing could be answered. Source: architecture, chapter 5.</remarks>
internal sealed class FirstCatalogue(IOptions<ServerOptions> options, TimeProvider time)
{
    private const string Author = "creditquery:first-start";

    private readonly string _path = options.Value.InitialCatalogue;

    /// <summary>Appends it.</summary>
    /// <param name="log">An empty log.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Version of the catalogue, name@sha256.</returns>
    /// <exception cref="StartupException">No such file, or it is no valid catalogue.</exception>
    public async Task<string> AppendAsync(IChangeLog log, CancellationToken cancellationToken)
    {
        var path = Path.Combine(AppContext.BaseDirectory, _path);
        if (!File.Exists(path))
        {
            throw new StartupException($"Server:InitialCatalogue: no file {path}.");
        }

        var content = await File.ReadAllBytesAsync(path, cancellationToken);
        var loaded = CatalogueLoader.Load(content);
        if (loaded.Catalogue is not { } catalogue)
        {
            var first = loaded.Findings.First(finding => finding.Severity == FindingSeverity.Error);
            throw new StartupException($"Server:InitialCatalogue: {path} is no valid catalogue: {first}");
        }

        var set = new ChangeSet();
        set.Changes.Add(new Change { PutCatalogue = new PutCatalogue { Name = catalogue.Name, Content = UnsafeByteOperations.UnsafeWrap(content) } });
        await log.AppendAsync(set.ToByteArray(), ChangeId.New(time), Author, cancellationToken);
        return catalogue.Version;
    }
}
