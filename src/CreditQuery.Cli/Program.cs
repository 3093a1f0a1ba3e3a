using CreditQuery.Cli.Commands;
using CreditQuery.Cli.Output;

return await CliApplication.RunAsync(args, Terminal.OfProcess());
