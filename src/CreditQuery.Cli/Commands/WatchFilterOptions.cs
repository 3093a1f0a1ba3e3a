using System.CommandLine;
using CreditQuery.Protos.V1;

namespace CreditQuery.Cli.Commands;

/// <summary>The options of a subscription's filter: or within an option, and between options.</summary>
internal sealed class WatchFilterOptions
{
    private readonly Option<string[]> _subjects = new("--subject") { Description = "[TYPE:]IDENTIFIER; natural persons are told of only by name.", HelpName = "subject" };
    private readonly Option<string[]> _lists = new("--list-type", "-l") { Description = "List types.", HelpName = "code" };
    private readonly Option<string[]> _tiers = new("--tier") { Description = "Tiers: RED, FOCUS, MONITOR, BLACK, ABNORMAL, ORDER.", HelpName = "tier" };
    private readonly Option<string[]> _fields = new("--field") { Description = "Fields of the catalogue.", HelpName = "code" };
    private readonly Option<string[]> _regions = new("--region", "-r") { Description = "Regions, with what lies inside them.", HelpName = "code" };
    private readonly Option<string[]> _scenarios = new("--scenario", "-s") { Description = "Scenarios whose measures the list type has.", HelpName = "code" };
    private readonly Option<string[]> _measures = new("--measure") { Description = "Measures that the list type has.", HelpName = "code" };
    private readonly Option<SubjectKind[]> _kinds = new("--kind") { Description = "Kinds of subjects, for instance Enterprise.", HelpName = "kind" };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _subjects, _lists, _tiers, _fields, _regions, _scenarios, _measures, _kinds })
        {
            option.AllowMultipleArgumentsPerToken = true;
            command.Options.Add(option);
        }
    }

    /// <summary>The filter of a command line.</summary>
    public WatchFilter Of(ParseResult parsed)
    {
        var filter = new WatchFilter();
        filter.Subjects.AddRange((parsed.GetValue(_subjects) ?? []).Select(SubjectText.Parse));
        filter.ListTypes.AddRange(parsed.GetValue(_lists) ?? []);
        filter.Tiers.AddRange((parsed.GetValue(_tiers) ?? []).Select(static tier => tier.ToUpperInvariant()));
        filter.Fields.AddRange(parsed.GetValue(_fields) ?? []);
        filter.Regions.AddRange(parsed.GetValue(_regions) ?? []);
        filter.Scenarios.AddRange(parsed.GetValue(_scenarios) ?? []);
        filter.Measures.AddRange(parsed.GetValue(_measures) ?? []);
        filter.Kinds.AddRange(parsed.GetValue(_kinds) ?? []);
        return filter;
    }
}
