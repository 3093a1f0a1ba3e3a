using CreditQuery.Protos.V1;
using Google.Protobuf;

namespace CreditQuery.Index.Apply;

/// <summary>What became of a change set when its id was applied first.</summary>
/// <param name="Digest">First 16 bytes of the SHA-256 of its payload.</param>
/// <param name="Revision">The revision.</param>
/// <param name="Encoded">The outcomes as a serialized response; of a set that was applied whole only their number is kept.</param>
/// <param name="Count">Number of outcomes.</param>
internal sealed record FirstOutcome(UInt128 Digest, ulong Revision, byte[] Encoded, int Count)
{
    /// <summary>Keeps outcomes.</summary>
    public static FirstOutcome Of(UInt128 digest, ulong revision, IReadOnlyList<ChangeOutcome> outcomes)
    {
        foreach (var outcome in outcomes)
        {
            if (outcome.Kind != OutcomeKind.Applied)
            {
                var response = new ApplyChangesResponse();
                response.Outcomes.AddRange(outcomes);
                return new FirstOutcome(digest, revision, response.ToByteArray(), outcomes.Count);
            }
        }

        return new FirstOutcome(digest, revision, [], outcomes.Count);
    }

    /// <summary>Gives the outcomes back.</summary>
    public IReadOnlyList<ChangeOutcome> Outcomes() => Encoded.Length == 0
        ? [.. Enumerable.Repeat(Apply.Outcomes.Applied, Count)]
        : ApplyChangesResponse.Parser.ParseFrom(Encoded).Outcomes;
}
