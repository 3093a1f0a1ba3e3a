using System.Collections.Frozen;
using System.ComponentModel;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using CreditQuery.Index;
using CreditQuery.Log;
using CreditQuery.Server.Watch;

namespace CreditQuery.Server.Configuration;

/// <summary>What may stand on the command line: the options of the node, by their keys; <c>--help</c> tells them.</summary>
/// <remarks>The configuration takes every key and every word in silence; a slip would start another node than was meant.</remarks>
internal static partial class CommandLine
{
    private const string Prefix = "--";
    private const string FirstOfList = ":0";

    private static readonly FrozenDictionary<string, string> Secrets = new Dictionary<string, string>
    {
        ["RegistryKey:Value"] = "put it into the environment (RegistryKey__Value) or a file (RegistryKey:Path).",
        ["Log:Redis:Password"] = "put it into the environment (Log__Redis__Password) or a file (Log:Redis:PasswordFile).",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    // What the host itself reads.
    private static readonly string[] HostKeys = ["environment", "contentRoot", "applicationName"];

    private static readonly IReadOnlyList<OptionLine> Options =
    [
        .. LinesOf(ServerOptions.Section, new ServerOptions()),
        .. LinesOf(ChangeLogOptions.Section, new ChangeLogOptions()),
        .. LinesOf(CreditIndexOptions.Section, new CreditIndexOptions()),
        .. LinesOf(RegistryKeyOptions.Section, new RegistryKeyOptions()),
        .. LinesOf(LimitOptions.Section, new LimitOptions()),
        .. LinesOf(WatchOptions.Section, new WatchOptions()),
        .. LinesOf(TelemetryOptions.Section, new TelemetryOptions()),
        .. LinesOf(ReplicationOptions.Section, new ReplicationOptions()),
    ];

    private static readonly FrozenSet<string> Known =
        Options.Select(static line => line.Key).Concat(HostKeys).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether only the options are to be told.</summary>
    /// <param name="arguments">The command line.</param>
    public static bool AsksForHelp(IEnumerable<string> arguments) => arguments.Any(static word => word is "--help" or "-h" or "-?");

    /// <summary>Looks for the first word that is no option.</summary>
    /// <param name="arguments">The command line.</param>
    /// <returns>What is wrong; null if nothing is.</returns>
    public static string? FaultIn(IReadOnlyList<string> arguments)
    {
        for (var i = 0; i < arguments.Count; i++)
        {
            var word = arguments[i];
            if (!word.StartsWith(Prefix, StringComparison.Ordinal))
            {
                return $"'{word}' is no option; options are written --Section:Key=value. --help tells them.";
            }

            var end = word.IndexOf('=', StringComparison.Ordinal);
            if (FaultOf(end < 0 ? word : word[..end]) is { } fault)
            {
                return fault;
            }

            if (end < 0 && ++i == arguments.Count)
            {
                return $"{word} has no value.";
            }
        }

        return null;
    }

    /// <summary>The text of <c>--help</c>.</summary>
    public static string Help()
    {
        var text = new StringBuilder();
        text.AppendLine("CreditQuery: checks on one port, changes on the other. Without options it serves 127.0.0.1:5080 and 5081 from ./data.");
        text.AppendLine();
        text.AppendLine("  --Section:Key=value   on the command line, Section__Key in the environment, or appsettings.json; docs/operations.md tells more.");
        text.AppendLine("  --Logging:…           levels of the log, as usual in .NET");
        text.AppendLine("  --help                this text");
        foreach (var line in Options)
        {
            text.AppendLine().Append("  ").Append(line.Key).Append(" = ").AppendLine(line.Default.Length == 0 ? "(none)" : line.Default);
            text.Append("      ").Append(line.Description);
        }

        return text.ToString();
    }

    private static string? FaultOf(string word)
    {
        var key = word[Prefix.Length..];
        if (Secrets.TryGetValue(key, out var place))
        {
            return $"{word} would show the secret to every user of this machine: {place}";
        }

        return Known.Contains(key) || Known.Contains(ListNumber().Replace(key, FirstOfList)) || key.StartsWith("Logging:", StringComparison.OrdinalIgnoreCase)
            ? null
            : $"{word} is no option. --help tells them.";
    }

    private static IEnumerable<OptionLine> LinesOf(string section, object options)
    {
        foreach (var property in options.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
        {
            var key = $"{section}:{property.Name}";
            var value = property.GetValue(options);
            if (value is TlsOptions or RedisLogOptions or RedisTlsOptions)
            {
                foreach (var line in LinesOf(key, value))
                {
                    yield return line;
                }
            }
            else
            {
                // The first of a list stands for all of them.
                (key, value) = value is IReadOnlyList<string> ? (key + FirstOfList, "") : (key, value);
                var description = property.GetCustomAttribute<DescriptionAttribute>()?.Description ?? "";
                yield return new OptionLine(key, Convert.ToString(value, CultureInfo.InvariantCulture) ?? "", description);
            }
        }
    }

    [GeneratedRegex(":[0-9]{1,3}$")]
    private static partial Regex ListNumber();

    private sealed record OptionLine(string Key, string Default, string Description);
}
