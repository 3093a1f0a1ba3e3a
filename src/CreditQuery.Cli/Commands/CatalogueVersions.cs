using CreditQuery.Client;
using CreditQuery.Protos.V1;
using CreditQuery.Rules.Catalogues;
using DifferenceMessage = CreditQuery.Protos.V1.CatalogueDifference;

namespace CreditQuery.Cli.Commands;

/// <summary>Finds versions of the log as a person names them, and compares catalogues.</summary>
internal static class CatalogueVersions
{
    /// <summary>Finds the version that a text means.</summary>
    /// <param name="client">The client.</param>
    /// <param name="text">A version, a name (the newest version of it), or the beginning of exactly one version.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The version, name@sha256.</returns>
    /// <exception cref="CommandFailure">The log has none, or more than one.</exception>
    public static async Task<string> FindAsync(CreditQueryClient client, string text, CancellationToken cancellationToken)
    {
        var versions = (await client.ListCataloguesAsync(cancellationToken)).Versions;
        if (versions.Where(v => v.Version == text || v.Name == text).MaxBy(v => v.Revision) is { } named)
        {
            return named.Version;
        }

        var begun = versions.Where(v => v.Version.StartsWith(text, StringComparison.Ordinal)).ToList();
        return begun.Count == 1
            ? begun[0].Version
            : throw new CommandFailure(
                ExitCodes.BadFile,
                begun.Count == 0 ? $"There is no file {text}, and the log has no catalogue of this version." : $"{begun.Count} versions of the log begin with {text}.",
                "creditq catalogue list tells the versions of the log.");
    }

    /// <summary>Loads a catalogue.</summary>
    /// <exception cref="CommandFailure">It is not valid.</exception>
    public static Catalogue Load(ReadOnlySpan<byte> content, string name) => CatalogueLoader.Load(content).Catalogue
        ?? throw new CommandFailure(ExitCodes.BadFile, $"{name} is no valid catalogue.", $"creditq catalogue validate {name} says what is wrong.");

    /// <summary>Compares two catalogues.</summary>
    /// <returns>The message of the contract.</returns>
    public static DiffCataloguesResponse Differences(Catalogue from, Catalogue to)
    {
        var differences = CatalogueDiff.Compare(from, to);
        var response = new DiffCataloguesResponse();
        foreach (var difference in differences)
        {
            var message = new DifferenceMessage { Change = difference.Kind.ToString().ToLowerInvariant(), Path = difference.Path, From = difference.From, To = difference.To };
            message.Scenarios.Add(difference.Scenarios);
            response.Differences.Add(message);
        }

        response.Scenarios.Add(CatalogueDiff.ScenariosOf(differences));
        return response;
    }
}
