using CreditQuery.Index;
using CreditQuery.Server.Configuration;
using CreditQuery.Server.Telemetry;
using Microsoft.Extensions.Options;

namespace CreditQuery.Server.Hosting;

/// <summary>Reads the registry's key, or makes it for an empty log.</summary>
internal sealed class RegistryKeySource(IOptions<RegistryKeyOptions> options, ILogger<RegistryKeySource> logger)
{
    private readonly RegistryKeyOptions _options = options.Value;

    /// <summary>Gives the key.</summary>
    /// <param name="mayMake">Whether a missing key may be made: only while nothing was written with another one.</param>
    /// <exception cref="StartupException">There is none and none may be made.</exception>
    /// <exception cref="RegistryKeyException">Not of its form, or readable by others.</exception>
    public RegistryKey Read(bool mayMake)
    {
        if (_options.Value.Length > 0)
        {
            return RegistryKey.FromBytes(Convert.FromHexString(_options.Value));
        }

        var path = Path.GetFullPath(_options.Path);
        if (RegistryKey.FromFile(path) is { } key)
        {
            return key;
        }

        if (!mayMake || !_options.Generate)
        {
            throw new StartupException(
                $"RegistryKey:Path: no key in {path}" + (mayMake ? "." : ", and the log was made with one. Put the key back."));
        }

        var made = RegistryKey.Generate();
        made.WriteTo(path);
        logger.KeyMade(path);
        return made;
    }
}
