using System.CommandLine;
using CreditQuery.Cli.Import;
using CreditQuery.Protos.V1;
using Google.Protobuf.WellKnownTypes;
using Option = System.CommandLine.Option;

namespace CreditQuery.Cli.Commands;

/// <summary>Options that say about a file what the file does not say.</summary>
internal sealed class ProfileOptions
{

    private readonly Option<string?> _source = new("--source") { Description = "Code of the source to register; without it the file covers nothing and nothing becomes CLEAR by it.", HelpName = "code" };
    private readonly Option<string[]> _listTypes = Several("--list-types", "List types that the source delivers; the only one is also that of the rows.", "codes");
    private readonly Option<string[]> _regions = Several("--regions", "Regions that the source is complete for, GB/T 2260; 000000 is the whole country. Needed with --source.", "codes");
    private readonly Option<string?> _coverageFrom = new("--coverage-from") { Description = "First day from which the source is complete; default today.", HelpName = "YYYY-MM-DD" };
    private readonly Option<TimeSpan?> _maxSilence = new("--max-silence") { Description = "Longest silence before its lists count as silent; default no bound.", HelpName = "time", CustomParser = Durations.ParseOptional };
    private readonly Option<string?> _listType = new("--list-type") { Description = "List type of rows that name none.", HelpName = "code" };
    private readonly Option<string[]> _categories = new("--category") { Description = "List type by the value of 名单类别, VALUE=CODE, for instance 8=court_dishonest_debtor; may be repeated.", HelpName = "value=code" };
    private readonly Option<string?> _issuer = new("--issuer") { Description = "Issuer code of entry ids; default the source.", HelpName = "code" };
    private readonly Option<string?> _authority = new("--authority") { Description = "Department code of the decisions, where the column holds a name.", HelpName = "code" };
    private readonly Option<string?> _region = new("--region", "-r") { Description = "Region of rows that name none.", HelpName = "code" };
    private readonly Option<string?> _severityScheme = new("--severity-scheme") { Description = "Scheme of the severities.", HelpName = "code" };
    private readonly Option<string?> _gradeScheme = new("--grade-scheme") { Description = "Scheme of the grades.", HelpName = "code" };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[]
        {
            _source, _listTypes, _regions, _coverageFrom, _maxSilence, _listType, _categories, _issuer, _authority, _region, _severityScheme, _gradeScheme,
        })
        {
            command.Options.Add(option);
        }
    }

    public ImportProfile Read(ParseResult parsed)
    {
        var listTypes = parsed.GetValue(_listTypes) ?? [];
        var source = parsed.GetValue(_source);
        if (source is null && listTypes.Length > 0)
        {
            throw new CommandFailure(ExitCodes.Usage, "--list-types needs --source.", "Name the source that delivers these lists, for instance --source court_daily.");
        }

        if (source is not null && listTypes.Length == 0)
        {
            throw new CommandFailure(ExitCodes.Usage, "--source needs --list-types.", "Say which lists the source delivers: --list-types court_dishonest_debtor,court_consumption_order.");
        }

        if (source is not null && parsed.GetValue(_regions) is not { Length: > 0 })
        {
            // No default: the file of one province that is taken for the country's would clear the debtors of all others (ADR 0009).
            throw new CommandFailure(ExitCodes.Usage, "--source needs --regions.", "Say which regions the file is complete for: --regions 000000 for the whole country, --regions 140000 for one province.");
        }

        return new ImportProfile
        {
            Source = source is null ? null : Source(parsed, source, listTypes),
            ListType = parsed.GetValue(_listType) ?? (listTypes.Length == 1 ? listTypes[0] : ""),
            Categories = Categories(parsed),
            Issuer = parsed.GetValue(_issuer) ?? source ?? "import",
            Authority = parsed.GetValue(_authority) ?? "",
            Region = parsed.GetValue(_region) ?? "",
            SeverityScheme = parsed.GetValue(_severityScheme) ?? "",
            GradeScheme = parsed.GetValue(_gradeScheme) ?? "",
        };
    }

    private static Option<string[]> Several(string name, string description, string helpName) => new(name)
    {
        Description = description,
        HelpName = helpName,
        AllowMultipleArgumentsPerToken = true,
        CustomParser = static result => [.. result.Tokens.SelectMany(t => t.Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))],
    };

    private PutSource Source(ParseResult parsed, string code, string[] listTypes)
    {
        // Without a day the service takes that of the import; put in here, it would make tomorrow's resumption another import.
        var source = new PutSource { Source = code, CoverageFrom = parsed.GetValue(_coverageFrom) ?? "" };
        source.ListTypes.AddRange(listTypes);
        source.Regions.AddRange(parsed.GetValue(_regions));
        source.MaxSilence = parsed.GetValue(_maxSilence) is { } silence ? Duration.FromTimeSpan(silence) : null;
        return source;
    }

    private Dictionary<string, string> Categories(ParseResult parsed)
    {
        var categories = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var text in parsed.GetValue(_categories) ?? [])
        {
            var equals = text.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                throw new CommandFailure(ExitCodes.Usage, $"'{text}' is no category.", "Write VALUE=CODE, for instance 8=court_dishonest_debtor.");
            }

            categories[text[..equals]] = text[(equals + 1)..];
        }

        return categories;
    }
}
