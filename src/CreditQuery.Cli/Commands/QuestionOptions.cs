using System.CommandLine;
using System.Globalization;
using CreditQuery.Protos.V1;
using Google.Protobuf.WellKnownTypes;
using Option = System.CommandLine.Option;

namespace CreditQuery.Cli.Commands;

/// <summary>Options of a question: scenario, item, day, region, who asks and why.</summary>
internal sealed class QuestionOptions
{
    private readonly Option<string> _scenario;
    private readonly Option<string?> _type = new("--type", "-t") { Description = "Type of the identifier: " + string.Join(", ", SubjectText.TypeNames) + ". Default: whatever fits.", HelpName = "type" };
    private readonly Option<string?> _name = new("--name", "-n") { Description = "Name, compared with the recorded one." };
    private readonly Option<string[]> _items = new("--item", "-i") { Description = "What is at stake, KIND:field=value,…; for instance rail:train_no=G1234,seat=second.", HelpName = "item" };
    private readonly Option<string?> _train = new("--train") { Description = "Short for --item rail:train_no=…", HelpName = "number" };
    private readonly Option<string?> _trainType = new("--train-type") { Description = "Short for --item rail:train_type=…", HelpName = "type" };
    private readonly Option<string?> _seat = new("--seat") { Description = "Short for --item rail:seat=…", HelpName = "class" };
    private readonly Option<string?> _air = new("--air") { Description = "Short for --item air:cabin=…", HelpName = "cabin" };
    private readonly Option<int?> _hotel = new("--hotel") { Description = "Short for --item hotel:stars=…", HelpName = "stars" };
    private readonly Option<string?> _asOf = new("--as-of") { Description = "Civil day, China Standard Time; default today.", HelpName = "YYYY-MM-DD" };
    private readonly Option<string?> _region = new("--region", "-r") { Description = "Region of the decision, GB/T 2260.", HelpName = "code" };
    private readonly Option<string?> _purpose = new("--purpose") { Description = "Why the information is needed; required for natural persons." };
    private readonly Option<string?> _operator = new("--operator") { Description = "Who asks; required for natural persons.", HelpName = "id" };
    private readonly Option<string?> _workItem = new("--work-item") { Description = "Case number (办件号).", HelpName = "number" };
    private readonly Option<string?> _consent = new("--consent") { Description = "Reference of the consent where one is required.", HelpName = "ref" };
    private readonly Option<TimeSpan?> _maxStaleness = new("--max-staleness") { Description = "Oldest acceptable answer, for instance 2s.", HelpName = "time", CustomParser = Durations.ParseOptional };
    private readonly Option<string?> _atLeast = new("--at-least") { Description = "The answer must include this revision.", HelpName = "epoch:revision" };
    private readonly Option<TimeSpan?> _wait = new("--wait") { Description = "How long to wait for --at-least, at most 5s.", HelpName = "time", CustomParser = Durations.ParseOptional };
    private readonly Option<string?> _requestId = new("--request-id") { Description = "Your own id, returned in the answer.", HelpName = "id" };

    public QuestionOptions(bool required)
    {
        _scenario = new Option<string>("--scenario", "-s") { Description = "Scenario of the catalogue, for instance admin_license, tender_bid, consumption, exit, loan.", Required = required };
        _type.CompletionSources.Add([.. SubjectText.TypeNames]);
    }

    public void AddTo(Command command)
    {
        foreach (var option in new Option[]
        {
            _scenario, _type, _name, _items, _train, _trainType, _seat, _air, _hotel, _asOf, _region, _purpose, _operator, _workItem, _consent,
            _maxStaleness, _atLeast, _wait, _requestId,
        })
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Reads the request without its subject.</summary>
    public CheckSubjectRequest Read(ParseResult parsed)
    {
        var request = new CheckSubjectRequest
        {
            RequestId = parsed.GetValue(_requestId) ?? "",
            Scenario = parsed.GetValue(_scenario) ?? "",
            AsOf = parsed.GetValue(_asOf) ?? "",
            Region = parsed.GetValue(_region) ?? "",
            Purpose = parsed.GetValue(_purpose) ?? "",
            OperatorId = parsed.GetValue(_operator) ?? "",
            WorkItemNo = parsed.GetValue(_workItem) ?? "",
            ConsentRef = parsed.GetValue(_consent) ?? "",
            MaxStaleness = parsed.GetValue(_maxStaleness) is { } staleness ? Duration.FromTimeSpan(staleness) : null,
            AtLeast = parsed.GetValue(_atLeast) is { } position ? ParsePosition(position) : null,
            Wait = parsed.GetValue(_wait) is { } wait ? Duration.FromTimeSpan(wait) : null,
        };
        foreach (var item in Items(parsed))
        {
            ItemText.Set(request, item);
        }

        return request;
    }

    /// <summary>Adds type and name of the options to a subject.</summary>
    public Subject Complete(ParseResult parsed, Subject subject)
    {
        if (parsed.GetValue(_type) is { } name)
        {
            subject.Type = SubjectText.TryType(name, out var type)
                ? type
                : throw new CommandFailure(ExitCodes.Usage, $"There is no type '{name}'.", "Types: " + string.Join(", ", SubjectText.TypeNames));
        }

        subject.Name = parsed.GetValue(_name) ?? subject.Name;
        return subject;
    }

    private IEnumerable<string> Items(ParseResult parsed)
    {
        foreach (var (option, field) in new[] { (_train, "rail:train_no"), (_trainType, "rail:train_type"), (_seat, "rail:seat"), (_air, "air:cabin") })
        {
            if (parsed.GetValue(option) is { } value)
            {
                yield return $"{field}={value}";
            }
        }

        if (parsed.GetValue(_hotel) is { } stars)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"hotel:stars={stars}");
        }

        foreach (var item in parsed.GetValue(_items) ?? [])
        {
            yield return item;
        }
    }

    private static LogPosition ParsePosition(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 0 && ulong.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var revision)
            ? new LogPosition { Epoch = text[..colon], Revision = revision }
            : throw new CommandFailure(ExitCodes.Usage, $"'{text}' is no position.", "Write EPOCH:REVISION as apply and status tell it.");
    }
}
