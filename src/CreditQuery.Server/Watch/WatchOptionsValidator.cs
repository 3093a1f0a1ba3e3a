using Microsoft.Extensions.Options;

namespace CreditQuery.Server.Watch;

/// <summary>Checks the ranges that <see cref="WatchOptions"/> states.</summary>
[OptionsValidator]
internal sealed partial class WatchOptionsValidator : IValidateOptions<WatchOptions>;
