using CreditQuery.Rules.Subjects;
using Google.Protobuf.Collections;

namespace CreditQuery.Server.Checks;

/// <summary>Writes findings as a message. The numbers of the rules' enum are those of the contract (a test compares them).</summary>
internal static class AnswerMapper
{
    // Bits of the set that a message can carry: the numbers of its enum.
    private const int Highest = 15;

    /// <summary>Adds findings, lowest number first.</summary>
    /// <param name="findings">The set.</param>
    /// <param name="target">Receives them.</param>
    public static void AddFindings(IdentifierFindings findings, RepeatedField<IdentifierFinding> target)
    {
        for (var bit = 1; findings != IdentifierFindings.None && bit <= Highest; bit++)
        {
            if (((int)findings & (1 << bit)) != 0)
            {
                target.Add((IdentifierFinding)bit);
            }
        }
    }
}
