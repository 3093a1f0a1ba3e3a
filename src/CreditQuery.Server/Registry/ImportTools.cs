using CreditQuery.Server.Applying;
using CreditQuery.Server.Configuration;
using Microsoft.Extensions.Options;

namespace CreditQuery.Server.Registry;

/// <summary>What imports share.</summary>
internal sealed class ImportTools(ChangeIntake intake, RegistryWriter writer, LogClock clock, IOptions<LimitOptions> limits)
{
    /// <summary>Checks, seals and masks blocks.</summary>
    public ChangeIntake Intake { get; } = intake;

    /// <summary>Appends them.</summary>
    public RegistryWriter Writer { get; } = writer;

    /// <summary>Log time.</summary>
    public LogClock Clock { get; } = clock;

    /// <summary>Blocks that may be on their way to the disk.</summary>
    public int BlocksInFlight { get; } = limits.Value.ImportBlocksInFlight;
}
