namespace CreditQuery.Rules.Checks;

/// <summary>A question in numbers: equal keys have equal plans.</summary>
/// <param name="Scenario">Scenario by index.</param>
/// <param name="AsOf">Day asked about.</param>
/// <param name="Today">Day of log time.</param>
/// <param name="Region">Region.</param>
/// <param name="HasItem">Whether an item was stated.</param>
/// <param name="First">First value of the item.</param>
/// <param name="Second">Second value.</param>
/// <param name="Third">Third value.</param>
internal readonly record struct PlanKey(int Scenario, int AsOf, int Today, int Region, bool HasItem, int First, int Second, int Third)
{
    /// <summary>Mixed by hand: a unary check looks its plan up.</summary>
    /// <returns>A hash of all parts but today, which is the same for nearly all.</returns>
    public override int GetHashCode()
    {
        var hash = (((ulong)(uint)Scenario << 32) | (uint)Region) * 0x9E3779B97F4A7C15;
        hash ^= (((ulong)(uint)AsOf << 32) | (uint)First) * 0xC2B2AE3D27D4EB4F;
        hash ^= (((ulong)(uint)Second << 32) | (uint)Third) * 0x165667B19E3779F9;
        return (int)(hash >> 32) ^ (int)hash;
    }
}
