using Microsoft.Extensions.Options;

namespace CreditQuery.Server.Configuration;

/// <summary>Checks <see cref="TelemetryOptions"/> against the ranges stated there.</summary>
[OptionsValidator]
internal sealed partial class TelemetryOptionsValidator : IValidateOptions<TelemetryOptions>;
