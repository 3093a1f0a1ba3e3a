using CreditQuery.Rules.Catalogues;

namespace CreditQuery.Server.Checks;

/// <summary>Words of the tiers.</summary>
internal static class TierCodes
{
    /// <summary>The word of the catalogue: <c>red</c>, <c>black</c>…</summary>
    /// <param name="tier">The tier.</param>
    public static string Lower(ListTier tier) => tier switch
    {
        ListTier.Red => "red",
        ListTier.Focus => "focus",
        ListTier.Monitor => "monitor",
        ListTier.Black => "black",
        ListTier.Abnormal => "abnormal",
        ListTier.Order => "order",
        _ => "",
    };

    /// <summary>The word of the contract: <c>RED</c>, <c>BLACK</c>…</summary>
    /// <param name="tier">The tier.</param>
    public static string Upper(ListTier tier) => tier switch
    {
        ListTier.Red => "RED",
        ListTier.Focus => "FOCUS",
        ListTier.Monitor => "MONITOR",
        ListTier.Black => "BLACK",
        ListTier.Abnormal => "ABNORMAL",
        ListTier.Order => "ORDER",
        _ => "",
    };
}
