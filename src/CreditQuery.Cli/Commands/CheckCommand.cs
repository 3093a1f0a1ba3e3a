using System.CommandLine;
using CreditQuery.Cli.Output;
using CreditQuery.Protos.V1;

namespace CreditQuery.Cli.Commands;

/// <summary><c>creditq check</c>: one subject, and its parties, in one scenario.</summary>
internal sealed class CheckCommand(ConnectionOptions connection, Terminal terminal)
{
    private readonly Argument<string> _identifier = new("identifier")
    {
        Description = "[TYPE:]IDENTIFIER[@NAME]; - reads it from the input, so that it stands in no command history.",
    };

    private readonly QuestionOptions _question = new(required: true);

    private readonly Option<string[]> _parties = new("--party")
    {
        Description = "Further party, ROLE=[TYPE:]IDENTIFIER[@NAME]; may be repeated.",
        HelpName = "role=subject",
    };

    private readonly Option<bool> _explain = new("--explain") { Description = "Tell why each measure applies and why others do not, with the legal bases." };
    private readonly Option<bool> _json = new("--json") { Description = "Write the answer as JSON." };

    public Command Build()
    {
        var command = new Command("check", "Check a subject at the moment of decision.") { _identifier };
        _question.AddTo(command);
        command.Options.Add(_parties);
        command.Options.Add(_explain);
        command.Options.Add(_json);
        command.SetAction(RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var request = _question.Read(parsed);
        request.Subject = _question.Complete(parsed, SubjectText.Parse(Identifier(parsed)));
        request.Explain = parsed.GetValue(_explain);
        foreach (var text in parsed.GetValue(_parties) ?? [])
        {
            request.Parties.Add(ParseParty(text));
        }

        using var client = connection.Connect(parsed);
        var answer = await client.CheckSubjectAsync(request, cancellationToken);
        if (parsed.GetValue(_json))
        {
            JsonOutput.Write(terminal, answer);
        }
        else
        {
            CheckView.Write(terminal.Tables, request, answer);
        }

        return ExitCodes.Of(answer.Conclusion);
    }

    private string Identifier(ParseResult parsed)
    {
        var text = parsed.GetRequiredValue(_identifier);
        return text == "-"
            ? terminal.Input.ReadLine()?.Trim() ?? throw new CommandFailure(ExitCodes.Usage, "The input is empty.", "Write the identifier to the input.")
            : text;
    }

    private static Party ParseParty(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals > 0
            ? new Party { Role = text[..equals], Subject = SubjectText.Parse(text[(equals + 1)..]) }
            : throw new CommandFailure(ExitCodes.Usage, $"'{text}' is no party.", "Write it as ROLE=[TYPE:]IDENTIFIER, for instance member=uscc:91999999MA00TE5T2F.");
    }
}
