using CreditQuery.Index;
using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Periods;
using CatalogueDifference = CreditQuery.Protos.V1.CatalogueDifference;
using CatalogueFinding = CreditQuery.Protos.V1.CatalogueFinding;
using CatalogueVersion = CreditQuery.Protos.V1.CatalogueVersion;
using LogCatalogue = CreditQuery.Index.CatalogueVersion;
using RuleDifference = CreditQuery.Rules.Catalogues.CatalogueDifference;
using RuleFinding = CreditQuery.Rules.Catalogues.CatalogueFinding;

namespace CreditQuery.Server.Catalogues;

/// <summary>Writes catalogues, findings and differences as messages.</summary>
internal static class CatalogueMapper
{
    /// <summary>Describes a version.</summary>
    /// <param name="version">The version.</param>
    /// <param name="snapshot">What is known.</param>
    /// <param name="today">Civil day of log time.</param>
    public static CatalogueVersion Version(LogCatalogue version, RegistrySnapshot snapshot, int today) => new()
    {
        Version = version.Catalogue.Version,
        Name = version.Catalogue.Name,
        Revision = version.Revision,
        EffectiveFrom = CivilDay.Format(version.EffectiveFrom),
        InForce = snapshot.CatalogueAt(today)?.Revision == version.Revision,
        ListTypes = (uint)version.Catalogue.ListTypes.Count,
        Measures = (uint)version.Catalogue.Measures.Count,
        Scenarios = (uint)version.Catalogue.Scenarios.Count,
    };

    /// <summary>Writes a finding.</summary>
    /// <param name="finding">The finding.</param>
    public static CatalogueFinding Finding(RuleFinding finding) => new()
    {
        Severity = finding.Severity == FindingSeverity.Error ? "error" : "warning",
        Path = finding.Path,
        Reason = finding.Reason,
        Line = (uint)Math.Max(0, finding.Line),
    };

    /// <summary>Writes a difference.</summary>
    /// <param name="difference">The difference.</param>
    public static CatalogueDifference Difference(RuleDifference difference)
    {
        var mapped = new CatalogueDifference
        {
            Change = difference.Kind switch
            {
                DifferenceKind.Added => "added",
                DifferenceKind.Removed => "removed",
                _ => "changed",
            },
            Path = difference.Path,
            From = difference.From,
            To = difference.To,
        };
        mapped.Scenarios.Add(difference.Scenarios);
        return mapped;
    }
}
