using CreditQuery.Index;
using Microsoft.Extensions.Options;

namespace CreditQuery.Server.Configuration;

/// <summary>Checks <see cref="CreditIndexOptions"/> against the ranges stated there.</summary>
[OptionsValidator]
internal sealed partial class IndexOptionsValidator : IValidateOptions<CreditIndexOptions>;
