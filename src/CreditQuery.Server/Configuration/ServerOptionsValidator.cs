using Microsoft.Extensions.Options;

namespace CreditQuery.Server.Configuration;

/// <summary>Checks <see cref="ServerOptions"/> against the ranges stated there.</summary>
[OptionsValidator]
internal sealed partial class ServerOptionsValidator : IValidateOptions<ServerOptions>;
