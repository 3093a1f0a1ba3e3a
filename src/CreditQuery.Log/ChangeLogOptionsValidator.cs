using Microsoft.Extensions.Options;

namespace CreditQuery.Log;

/// <summary>Checks <see cref="ChangeLogOptions"/> against the ranges stated there.</summary>
[OptionsValidator]
public sealed partial class ChangeLogOptionsValidator : IValidateOptions<ChangeLogOptions>;
