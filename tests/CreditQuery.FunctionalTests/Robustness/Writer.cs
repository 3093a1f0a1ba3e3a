using System.Collections.Concurrent;
using CreditQuery.Cli.Sample;
using CreditQuery.FunctionalTests.Node;
using CreditQuery.Log;
using CreditQuery.Protos.V1;
using Grpc.Core;

namespace CreditQuery.FunctionalTests.Robustness;

/// <summary>Writes random sets, one after the other, at whichever node answers; repeats what was not answered, and sometimes what was.</summary>
internal sealed class Writer(int number, int seed, int share, IReadOnlyList<SupervisedNode> nodes)
{
    public const int Persons = 48;

    private const int FirstPerson = 40_000;
    private const int OrdersPerPerson = 40;
    private const int MaxAttempts = 5;

    // So that a history fills the memory for records several times.
    private static readonly string Cause = new('x', 500);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly Random _random = new(HashCode.Combine(seed, number) & int.MaxValue);
    private readonly List<WrittenSet> _sets = [];
    private readonly ulong[] _lastAt = new ulong[nodes.Count];
    private int _acknowledged;

    /// <summary>What it wrote, answered or not; to be read when it has ended.</summary>
    public IReadOnlyList<WrittenSet> Sets => _sets;

    /// <summary>Changes acknowledged so far.</summary>
    public int Acknowledged => Volatile.Read(ref _acknowledged);

    /// <summary>Answers that no writer should get.</summary>
    public ConcurrentQueue<string> Faults { get; } = [];

    public static Subject Person(int number) => Samples.PersonSubject(SampleIdentifiers.CitizenId(FirstPerson + number));

    public static string EntryId(int number) => $"court:{number}";

    /// <summary>The last revision that a node answered with.</summary>
    public ulong LastAt(int node) => Volatile.Read(ref _lastAt[node]);

    public async Task RunAsync(CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
        {
            var set = Draw();
            _sets.Add(set);
            if (await SendAsync(set, enough))
            {
                Interlocked.Add(ref _acknowledged, set.Changes.Length);
                if (_random.Next(20) == 0)
                {
                    await SendAsync(set, enough);
                }
            }

            if (Acknowledged > share)
            {
                // What is still to go wrong wants something under way, not the most that goes.
                await Task.Delay(Pause, CancellationToken.None);
            }
        }
    }

    private WrittenSet Draw()
    {
        var person = _random.Next(Persons);
        var count = _random.Next(10) switch { < 6 => 1, < 9 => 2, _ => _random.Next(3, 6) };
        var changes = Enumerable.Range(0, count).Select(i => new ModelChange((person + i) % Persons, _random.Next(OrdersPerPerson), _random.Next(4) == 0 ? 0 : _random.Next(1, 3)));
        var last = _sets.LastOrDefault(static set => set.Answers.Count > 0);
        return new WrittenSet
        {
            Id = ChangeId.New(TimeProvider.System).ToString(),
            Writer = number,
            Changes = [.. changes],
            Condition = last is not null && _random.Next(8) == 0 ? (last.Changes[0].Person, last.Answers[0].Revision) : null,
        };
    }

    // False if nobody answered: whether it happened is unknown then.
    private async Task<bool> SendAsync(WrittenSet set, CancellationToken enough)
    {
        var request = RequestOf(set);
        for (var attempt = 0; attempt < MaxAttempts; attempt++)
        {
            // Each has a node of its own, and goes to another one when that is gone.
            var node = nodes[attempt == 0 && _random.Next(8) != 0 ? number % nodes.Count : _random.Next(nodes.Count)];
            try
            {
                if (node.Registry is { } registry)
                {
                    var response = await registry.ApplyChangesAsync(request, SupervisedNode.Call());
                    set.Answers.Add(new Acknowledgement(node.Number, response.AtLeast.Revision, Tell(response.Outcomes), response.Duplicate));
                    Volatile.Write(ref _lastAt[node.Number], response.AtLeast.Revision);
                    return true;
                }
            }
            catch (RpcException failure)
            {
                if (failure.StatusCode is not (StatusCode.Unavailable or StatusCode.ResourceExhausted or StatusCode.DeadlineExceeded or StatusCode.Cancelled or StatusCode.Internal))
                {
                    Faults.Enqueue($"writer {number}: {set.Id} failed with {failure.Status}");
                    return false;
                }
            }

            await Task.Delay(Pause, CancellationToken.None);
            if (enough.IsCancellationRequested)
            {
                return false;
            }
        }

        return false;
    }

    private static ApplyChangesRequest RequestOf(WrittenSet set)
    {
        var request = new ApplyChangesRequest { ChangeId = set.Id, Author = $"test:writer-{set.Writer}" };
        request.Changes.Add(set.Changes.Select(Write));
        if (set.Condition is { } condition)
        {
            request.IfSubjectRevision.Add(new SubjectRevision { Subject = Person(condition.Person), Revision = condition.Revision });
        }

        return request;
    }

    private static Change Write(ModelChange change)
    {
        var entry = new EntryRef { Subject = Person(change.Person), EntryId = EntryId(change.Entry) };
        if (change.Decision == 0)
        {
            return new Change { RevokeEntry = new RevokeEntry { Entry = entry, DecisionNo = "revoked" } };
        }

        var order = Samples.Order(id: entry.EntryId);
        order.PutEntry.Entry = entry;
        order.PutEntry.DecisionNo = $"(2026) test {change.Decision}";
        order.PutEntry.CauseText = Cause;
        return order;
    }

    private static string Tell(IEnumerable<ChangeOutcome> outcomes) => string.Concat(outcomes.Select(static outcome => outcome.Kind switch
    {
        OutcomeKind.Applied => 'A',
        OutcomeKind.NoChange => 'N',
        _ => 'R',
    }));
}
