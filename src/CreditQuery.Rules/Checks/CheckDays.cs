namespace CreditQuery.Rules.Checks;

/// <summary>The days, and the region, on which the state of an entry depends.</summary>
/// <param name="AsOf">Civil day asked about.</param>
/// <param name="Today">Civil day of log time: what was revoked or repaired by then is invisible for every day asked about.</param>
/// <param name="Region">Region of the check, which decides what an objection does; 0: that of the entry, as events are told.</param>
public readonly record struct CheckDays(int AsOf, int Today, int Region = 0)
{
    /// <summary>The later of the two: facts that end all effect count up to this day.</summary>
    public int Known => Math.Max(AsOf, Today);
}
