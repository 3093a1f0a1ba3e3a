namespace CreditQuery.Rules.Checks;

/// <summary>The two days on which an answer depends.</summary>
/// <param name="AsOf">Civil day asked about.</param>
/// <param name="Today">Civil day of log time: what was revoked or repaired by then is invisible for every day asked about.</param>
public readonly record struct CheckDays(int AsOf, int Today)
{
    /// <summary>The later of the two: facts that end all effect count up to this day.</summary>
    public int Known => Math.Max(AsOf, Today);
}
