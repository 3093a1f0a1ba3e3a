using System.CommandLine;
using CreditQuery.Cli.Output;
using CreditQuery.Protos.V1;

namespace CreditQuery.Cli.Commands;

/// <summary><c>creditq subject</c>: everything known of one subject.</summary>
internal sealed class SubjectCommand(ConnectionOptions connection, Terminal terminal)
{
    private readonly Argument<string> _identifier = new("identifier") { Description = "[TYPE:]IDENTIFIER; - reads it from the input." };
    private readonly Option<string?> _asOf = new("--as-of") { Description = "Civil day; default today.", HelpName = "YYYY-MM-DD" };
    private readonly Option<string?> _region = new("--region", "-r") { Description = "Region for the measures per scenario.", HelpName = "code" };
    private readonly Option<string?> _purpose = new("--purpose") { Description = "Why; required for natural persons." };
    private readonly Option<string?> _operator = new("--operator") { Description = "Who asks; required for natural persons.", HelpName = "id" };
    private readonly Option<string[]> _scenarios = new("--scenario", "-s") { Description = "Scenarios whose measures are wanted; default all." };
    private readonly Option<bool> _json = new("--json") { Description = "Write the answer as JSON." };

    public Command Build()
    {
        var command = new Command("subject", "Show everything known of one subject.") { _identifier, _asOf, _region, _purpose, _operator, _scenarios, _json };
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var text = parsed.GetRequiredValue(_identifier);
        var request = new GetSubjectRequest
        {
            Subject = SubjectText.Parse(text == "-" ? terminal.Input.ReadLine()?.Trim() ?? "" : text),
            AsOf = parsed.GetValue(_asOf) ?? "",
            Region = parsed.GetValue(_region) ?? "",
            Purpose = parsed.GetValue(_purpose) ?? "",
            OperatorId = parsed.GetValue(_operator) ?? "",
        };
        request.Scenarios.AddRange(parsed.GetValue(_scenarios) ?? []);
        using var client = connection.Connect(parsed);
        var answer = await client.GetSubjectAsync(request, cancellationToken);
        if (parsed.GetValue(_json))
        {
            JsonOutput.Write(terminal, answer);
        }
        else
        {
            SubjectView.Write(terminal.Tables, answer);
        }

        return answer.Identity is IdentityMatch.InvalidIdentifier or IdentityMatch.Ambiguous ? ExitCodes.Indeterminate : ExitCodes.Ok;
    }
}
