using Microsoft.Extensions.Options;

namespace CreditQuery.Server.Configuration;

/// <summary>Checks the ranges of <see cref="ReplicationOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class ReplicationOptionsValidator : IValidateOptions<ReplicationOptions>;
