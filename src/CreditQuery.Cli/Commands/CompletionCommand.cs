using System.CommandLine;
using CreditQuery.Cli.Output;

namespace CreditQuery.Cli.Commands;

/// <summary><c>creditq completion</c>: scripts for shells; they ask creditq itself, so they never grow old.</summary>
internal static class CompletionCommand
{
    private const string Bash = """
        # creditq completion bash > /etc/bash_completion.d/creditq
        _creditq() {
            local IFS=$'\n'
            COMPREPLY=($(compgen -W "$(creditq "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o default -F _creditq creditq
        """;

    private const string Zsh = """
        #compdef creditq
        # creditq completion zsh > "${fpath[1]}/_creditq"
        _creditq() {
            local -a suggestions
            suggestions=("${(@f)$(creditq "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
            compadd -- "${suggestions[@]}" || _files
        }
        compdef _creditq creditq
        """;

    private const string Fish = """
        # creditq completion fish > ~/.config/fish/completions/creditq.fish
        function __creditq_complete
            creditq "[suggest:"(commandline -C)"]" (commandline -p) 2>/dev/null
        end
        complete -c creditq -a "(__creditq_complete)"
        """;

    public static Command Build(Terminal terminal)
    {
        var shell = new Argument<string>("shell") { Description = "bash, zsh or fish." };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        var command = new Command("completion", "Write the completion script of a shell.") { shell };
        command.SetAction(parsed =>
        {
            terminal.Output.WriteLine(parsed.GetRequiredValue(shell) switch { "bash" => Bash, "zsh" => Zsh, _ => Fish });
            return ExitCodes.Ok;
        });
        return command;
    }
}
