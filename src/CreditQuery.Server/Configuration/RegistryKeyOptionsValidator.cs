using Microsoft.Extensions.Options;

namespace CreditQuery.Server.Configuration;

/// <summary>Checks <see cref="RegistryKeyOptions"/> against the ranges stated there.</summary>
[OptionsValidator]
internal sealed partial class RegistryKeyOptionsValidator : IValidateOptions<RegistryKeyOptions>;
