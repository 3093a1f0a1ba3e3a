using CreditQuery.Cli.Sample;
using CreditQuery.Protos.V1;
using Grpc.Core;

namespace CreditQuery.FunctionalTests.Node;

/// <summary>Callers who send nonsense, do not read, or go away.</summary>
public sealed class HostileCheckTests
{
    private static readonly string[] Nonsense =
        ["", " ", "\0", "x", "９９９９９９", "\u202E\uFEFF", "🀄", new('9', 128), new('x', 1000), "' or 1=1 --", "../../etc", "{}", "-1", "2026-13-40"];

    [Fact]
    public async Task StreamChecks_EveryKindOfNonsense_AnswersEachInItsPlace()
    {
        await using var node = await NodeHost.StartAsync();
        using var stream = node.Checks.StreamChecks(NodeHost.Call());
        var ids = new List<string>();
        foreach (var text in Nonsense)
        {
            foreach (var check in Damaged(text))
            {
                check.RequestId = $"n-{ids.Count}";
                ids.Add(check.RequestId);
                await stream.RequestStream.WriteAsync(new StreamChecksRequest { Check = check }, TestContext.Current.CancellationToken);
            }
        }

        await stream.RequestStream.WriteAsync(new StreamChecksRequest(), TestContext.Current.CancellationToken);
        await stream.RequestStream.WriteAsync(new StreamChecksRequest { Check = Samples.AirCheck() }, TestContext.Current.CancellationToken);
        await stream.RequestStream.CompleteAsync();

        var replies = await stream.ResponseStream.ReadAllAsync(TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);

        Assert.Equal([.. ids, "", "r-1"], replies.Select(reply => reply.RequestId));
        Assert.All(replies, reply => Assert.True(reply.Error is null == reply.Conclusion is not Conclusion.Unspecified));
        Assert.DoesNotContain(replies, reply => reply.Conclusion is Conclusion.Clear or Conclusion.Prefer || reply.Error?.Reason == "INTERNAL");
        Assert.Equal("check", replies[^2].Error.Field);
        Assert.Null(replies[^1].Error);
    }

    [Fact]
    public async Task BatchCheckSubjects_TenThousandItemsSomeBad_AnswersAllInOrder()
    {
        const int Most = 10_000;
        await using var node = await NodeHost.StartAsync();
        var request = new BatchCheckSubjectsRequest { Common = Samples.AirCheck() };
        request.Items.Add(Enumerable.Range(0, Most).Select(n => new BatchItem { RequestId = $"i-{n}", Subject = n % 100 == 7 ? null : Samples.PersonSubject(SampleIdentifiers.CitizenId(n)) }));

        var batch = await node.Checks.BatchCheckSubjectsAsync(request, NodeHost.Call());
        request.Items.Add(new BatchItem { RequestId = "one too many" });
        var failure = await Assert.ThrowsAsync<RpcException>(async () => await node.Checks.BatchCheckSubjectsAsync(request, NodeHost.Call()));

        Assert.Equal(Enumerable.Range(0, Most).Select(n => $"i-{n}"), batch.Items.Select(item => item.RequestId));
        Assert.Equal(Most / 100, batch.Items.Count(item => item.Error?.Field == "subject.value"));
        Assert.Equal("TOO_LARGE", Failures.ReasonOf(failure));
    }

    [Fact]
    public async Task StreamChecks_ClientNeverReads_IsHeldBackAndOthersAreAnswered()
    {
        const int Most = 2_000_000;
        await using var node = await NodeHost.StartAsync();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        using var stream = node.Checks.StreamChecks(cancellationToken: stop.Token);
        var message = new StreamChecksRequest { Check = Samples.AirCheck() };

        var writes = 0;
        var held = false;
        while (!held && writes < Most)
        {
            var write = stream.RequestStream.WriteAsync(message, stop.Token);
            writes++;
            for (var others = 0; others < 50 && !write.IsCompleted; others++)
            {
                Assert.Equal(IdentityMatch.NoRecord, (await node.CheckAsync(Samples.AirCheck())).Identity);
            }

            held = !write.IsCompleted;
        }

        Assert.True(held, "The node took all.");
        await stop.CancelAsync();
        Assert.Null((await node.CheckAsync(Samples.AirCheck())).Error);
    }

    [Fact]
    public async Task StreamChecks_DeadlineInTheMiddle_EndsWithItAfterTheAnswers()
    {
        await using var node = await NodeHost.StartAsync();
        using var stream = node.Checks.StreamChecks(deadline: TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(2), cancellationToken: TestContext.Current.CancellationToken);
        await stream.RequestStream.WriteAsync(new StreamChecksRequest { Check = Samples.AirCheck() }, TestContext.Current.CancellationToken);

        Assert.True(await stream.ResponseStream.MoveNext(TestContext.Current.CancellationToken));
        var failure = await Assert.ThrowsAsync<RpcException>(() => stream.ResponseStream.MoveNext(TestContext.Current.CancellationToken));

        Assert.Equal(StatusCode.DeadlineExceeded, failure.StatusCode);
    }

    private static IEnumerable<CheckSubjectRequest> Damaged(string text)
    {
        Action<CheckSubjectRequest>[] damages =
        [
            r => r.Subject.Value = text,
            r => r.Subject = new Subject { Value = text, Name = text },
            r => r.Subject.Type = (IdentifierType)99,
            r => r.Scenario = text,
            r => r.Region = "x" + text,
            r => r.AsOf = "x" + text,
            r => r.Consumption = new ConsumptionItem { Rail = new RailTravel { TrainNo = text, TrainType = text, Seat = text } },
            r => r.Consumption = new ConsumptionItem { Hotel = new HotelStay { Stars = int.MinValue } },
            r => r.Tender = new TenderItem { Stage = text },
            r => r.Purpose = new string('p', 257),
            r => r.Parties.Add(new Party { Role = text, Subject = new Subject { Value = text } }),
            r => r.AtLeast = new LogPosition { Epoch = text, Revision = ulong.MaxValue },
            r => r.Wait = new Google.Protobuf.WellKnownTypes.Duration { Seconds = long.MinValue, Nanos = int.MaxValue },
            r => r.MaxStaleness = new Google.Protobuf.WellKnownTypes.Duration { Seconds = long.MaxValue },
        ];
        return damages.Select(damage =>
        {
            var check = Samples.AirCheck();
            damage(check);
            return check;
        });
    }
}
