using System.Globalization;
using CreditQuery.FunctionalTests.Node;
using CreditQuery.Protos.V1;
using Grpc.Core;

namespace CreditQuery.FunctionalTests.Robustness;

/// <summary>Asks about some persons in one batch, again and again, and notes what it sees at which revision.</summary>
internal sealed class Reader(int number, int seed, IReadOnlyList<SupervisedNode> nodes, IReadOnlyList<Writer> writers)
{
    private const int AtOnce = 6;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(40);

    private readonly Random _random = new(HashCode.Combine(seed, 100 + number) & int.MaxValue);
    private readonly List<Observation> _seen = [];

    /// <summary>What it saw; to be read when it has ended.</summary>
    public IReadOnlyList<Observation> Seen => _seen;

    public async Task RunAsync(CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
        {
            var node = nodes[_random.Next(nodes.Count)];
            var first = _random.Next(Writer.Persons);
            try
            {
                if (node.Checks is { } checks)
                {
                    var known = _random.Next(4) == 0 ? LastAcknowledgedBy(node.Number) : 0;
                    _seen.Add(await LookAsync(checks, node.Number, [.. Enumerable.Range(0, AtOnce).Select(i => (first + i) % Writer.Persons)], known, number));
                }
            }
            catch (RpcException failure) when (failure.StatusCode != StatusCode.InvalidArgument)
            {
                // The node is dead, or has said why it does not answer.
            }

            await Task.Delay(Pause, CancellationToken.None);
        }
    }

    /// <summary>Looks at persons at one node.</summary>
    public static async Task<Observation> LookAsync(CreditQueryService.CreditQueryServiceClient checks, int node, IReadOnlyList<int> persons, ulong known, int reader = -1)
    {
        var request = new BatchCheckSubjectsRequest { Common = Samples.AirCheck() };
        request.Items.Add(persons.Select(static person => new BatchItem { RequestId = person.ToString(CultureInfo.InvariantCulture), Subject = Writer.Person(person) }));
        var response = await checks.BatchCheckSubjectsAsync(request, SupervisedNode.Call());
        return new Observation(
            reader,
            node,
            response.Freshness.Revision,
            response.Freshness.SourceTime.ToDateTimeOffset().ToUnixTimeMilliseconds(),
            known,
            response.Freshness.DegradedReasons.Contains(DegradedReason.ClockSuspect),
            [.. response.Items.Select(static (item, _) => (int.Parse(item.RequestId, CultureInfo.InvariantCulture), Tell(item)))]);
    }

    private static string Tell(BatchItemResult item) => RegistryModel.Tell(item.Measures
        .Where(static measure => measure.State == MeasureState.Active)
        .Select(static measure => int.Parse(measure.EntryId.AsSpan(measure.EntryId.IndexOf(':', StringComparison.Ordinal) + 1), CultureInfo.InvariantCulture))
        .Distinct());

    // What this node has answered it must show from then on.
    private ulong LastAcknowledgedBy(int node)
    {
        var most = 0UL;
        foreach (var writer in writers)
        {
            most = Math.Max(most, writer.LastAt(node));
        }

        return most;
    }
}
