using System.CommandLine;
using CreditQuery.Log;

namespace CreditQuery.Cli.Commands;

/// <summary>Options of the commands that work on a log in Redis, without a node.</summary>
internal sealed class RedisOptions(ConnectionOptions connection)
{
    private const string AddressVariable = "CREDITQUERY_REDIS";
    private const string PasswordVariable = "CREDITQUERY_REDIS_PASSWORD";

    private readonly Option<string?> _endpoints = new("--redis")
    {
        Description = $"Addresses of Redis, separated by commas; default {AddressVariable} or 127.0.0.1:6379.",
        HelpName = "host:port",
    };

    private readonly Option<string> _name = new("--name") { Description = "Name of the registry (Log:Redis:Registry).", DefaultValueFactory = static _ => "main" };

    private readonly Option<FileInfo?> _passwordFile = new("--redis-password-file")
    {
        Description = $"File that holds the password of Redis; default {PasswordVariable}, or none.",
        HelpName = "file",
    };

    private readonly Option<bool> _tls = new("--redis-tls") { Description = "TLS to Redis, with --ca, --cert, --cert-key, --server-name." };

    public void AddTo(Command command)
    {
        command.Options.Add(_endpoints);
        command.Options.Add(_name);
        command.Options.Add(_passwordFile);
        command.Options.Add(_tls);
    }

    /// <summary>Gives what a command line asks for.</summary>
    /// <exception cref="CommandFailure">It is no address, name or file.</exception>
    public ChangeLogOptions Read(ParseResult parsed)
    {
        var redis = new RedisLogOptions
        {
            Registry = parsed.GetRequiredValue(_name),
            PasswordFile = parsed.GetValue(_passwordFile)?.FullName ?? "",
            Password = Environment.GetEnvironmentVariable(PasswordVariable) ?? "",
        };
        redis.Endpoints = parsed.GetValue(_endpoints) ?? Environment.GetEnvironmentVariable(AddressVariable) ?? redis.Endpoints;
        if (parsed.GetValue(_tls))
        {
            redis.Tls = connection.RedisTls(parsed);
        }

        var options = new ChangeLogOptions { Kind = LogKind.Redis, Redis = redis };
        foreach (var validation in new[] { new ChangeLogOptionsValidator().Validate(null, options), new RedisLogRules().Validate(null, options) })
        {
            if (validation.Failed)
            {
                throw new CommandFailure(ExitCodes.Usage, validation.FailureMessage, "Correct --redis, --name or the file it names.");
            }
        }

        return options;
    }
}
