using CreditQuery.Cli.Sample;
using CreditQuery.FunctionalTests.Node;
using CreditQuery.Index;
using CreditQuery.Protos.V1;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;

namespace CreditQuery.FunctionalTests.Shared;

/// <summary>Two versions side by side on one log: they agree on every revision that both have; the older one stops before what it does not know.</summary>
public sealed class VersionTests : IDisposable
{
    private readonly NodeFolder _newer = new();
    private readonly NodeFolder _older = new();

    public void Dispose()
    {
        _newer.Dispose();
        _older.Dispose();
    }

    [Fact]
    public async Task Follow_ChangeThatTheOlderVersionDoesNotKnow_ItStopsThereAndAgreesOnAllBefore()
    {
        await using var log = await LogDouble.MakeAsync();
        _older.Configure = services => services.Configure<CreditIndexOptions>(
            static options => options.Unknown = static change => change.ChangeCase == Change.ChangeOneofCase.PutCommitment);
        await using var newer = await log.StartNodeAsync(_newer);
        var revision = 0UL;
        await using (var older = await log.StartNodeAsync(_older))
        {
            older.Log.Expected.Add("ApplyStopped");
            for (var person = 1; person <= 5; person++)
            {
                revision = (await newer.ApplyAsync(Samples.Order(SampleIdentifiers.CitizenId(person), $"court:{person}"))).AtLeast.Revision;
                await older.WaitForRevisionAsync(revision);
                Assert.Equal(await AnswerAsync(newer, person), await AnswerAsync(older, person));
            }

            await newer.ApplyAsync(Samples.DescribeUnit(), Commitment());
            await older.Log.SeenAsync("ApplyStopped");
            var failure = await Assert.ThrowsAsync<RpcException>(() => older.CheckAsync(Samples.AirCheck()));

            Assert.Equal("APPLY_STOPPED", Failures.ReasonOf(failure));
            Assert.Contains(older.Log.Lines, line => line.Contains($"after revision {revision}", StringComparison.Ordinal) && line.Contains("Upgrade this node", StringComparison.Ordinal));
            Assert.Equal(revision + 1, (await AnswerAsync(newer, 1)).Freshness.Revision);
        }

        // Upgraded in its place, it goes on where it stopped.
        _older.Configure = null;
        await using var upgraded = await log.StartNodeAsync(_older);
        await upgraded.WaitForRevisionAsync(revision + 1);

        Assert.Equal(await AnswerAsync(newer, 3), await AnswerAsync(upgraded, 3));
    }

    private static Change Commitment() => new()
    {
        PutCommitment = new PutCommitment { Subject = Samples.DescribeUnit().PutSubject.Subject, CommitmentId = "c:1", Type = "special", DueOn = "2027-06-01" },
    };

    private static async Task<CheckSubjectResponse> AnswerAsync(NodeHost node, int person)
    {
        var answer = await node.CheckAsync(Samples.AirCheck(SampleIdentifiers.CitizenId(person)));
        answer.CheckId = "";
        (answer.Freshness.AnsweredAt, answer.Freshness.SourceTime, answer.Freshness.Staleness) = (null, null, null);
        return answer;
    }
}
