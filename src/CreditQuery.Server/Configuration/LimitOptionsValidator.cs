using Microsoft.Extensions.Options;

namespace CreditQuery.Server.Configuration;

/// <summary>Checks <see cref="LimitOptions"/> against the ranges stated there.</summary>
[OptionsValidator]
internal sealed partial class LimitOptionsValidator : IValidateOptions<LimitOptions>;
