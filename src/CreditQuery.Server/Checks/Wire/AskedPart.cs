namespace CreditQuery.Server.Checks.Wire;

/// <summary>What a message of a stream holds.</summary>
internal enum AskedPart
{
    /// <summary>Nothing, or something that a newer contract has.</summary>
    None,

    /// <summary>The part that the following checks share.</summary>
    Common,

    /// <summary>A check.</summary>
    Check,
}
