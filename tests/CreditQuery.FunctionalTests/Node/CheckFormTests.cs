using CreditQuery.Protos.V1;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace CreditQuery.FunctionalTests.Node;

public sealed class CheckFormTests
{
    public static TheoryData<string, string, string> Faults => new()
    {
        { """{"scenario": "no_such"}""", "scenario", "UNKNOWN_SCENARIO" },
        { """{"scenario": "admin_license"}""", "region", "REGION_REQUIRED" },
        { """{"maxStaleness": "-1s"}""", "max_staleness", "INVALID_FIELD" },
        { """{"wait": "6s"}""", "wait", "INVALID_FIELD" },
        { """{"atLeast": {"revision": "1"}}""", "at_least.epoch", "INVALID_FIELD" },
        { """{"subject": {"value": ""}, "requestId": "x"}""", "subject.value", "INVALID_FIELD" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task CheckSubject_BadField_NamesIt(string json, string field, string reason)
    {
        await using var node = await NodeHost.StartAsync();
        var request = Samples.AirCheck();
        var faulty = CheckSubjectRequest.Parser.ParseJson(json);
        if (faulty.Subject is not null)
        {
            request.Subject = faulty.Subject;
        }

        request.MergeFrom(faulty);

        var failure = await FailAsync(node, request);

        Assert.Equal(StatusCode.InvalidArgument, failure.StatusCode);
        Assert.Equal(field, Failures.FieldsOf(failure)[0]);
        Assert.Equal(reason, Failures.ReasonOf(failure));
    }

    [Fact]
    public async Task CheckSubject_PersonWithoutGround_SaysWhatIsMissing()
    {
        await using var node = await NodeHost.StartAsync();
        var request = Samples.AirCheck();
        var reasons = new List<string>();
        foreach (var strip in new Action<CheckSubjectRequest>[] { r => r.WorkItemNo = "", r => r.OperatorId = "", r => r.Purpose = "" })
        {
            strip(request);
            reasons.Add(Failures.ReasonOf(await FailAsync(node, request)));
        }

        Assert.Equal(["WORK_ITEM_REQUIRED", "OPERATOR_REQUIRED", "PURPOSE_REQUIRED"], reasons);
    }

    [Fact]
    public async Task CheckSubject_InvalidIdentifier_IsAnAnswer()
    {
        await using var node = await NodeHost.StartAsync();

        var answer = await node.CheckAsync(Samples.AirCheck("99999919990230123X"));

        Assert.Equal(Conclusion.Indeterminate, answer.Conclusion);
        Assert.Equal(IdentityMatch.InvalidIdentifier, answer.Identity);
        Assert.Contains(IndeterminateReason.IdentityUnusable, answer.IndeterminateReasons);
        Assert.Contains(IdentifierFinding.ImpossibleDate, answer.IdentifierFindings);
    }

    [Fact]
    public async Task CheckSubject_SealedField_IsRefused()
    {
        await using var node = await NodeHost.StartAsync();
        var request = Samples.AirCheck();
        request.Subject.SealedName = 7;

        Assert.Equal("SEALED_FIELD", Failures.ReasonOf(await FailAsync(node, request)));
    }

    [Fact]
    public async Task CheckSubject_TooManyParties_IsRefused()
    {
        await using var node = await NodeHost.StartAsync();
        var request = Samples.LicenseCheck();
        request.Parties.Add(Enumerable.Range(0, 51).Select(_ => new Party { Subject = Samples.UnitSubject() }));

        var failure = await FailAsync(node, request);

        Assert.Equal("TOO_LARGE", Failures.ReasonOf(failure));
        Assert.Equal(["parties"], Failures.FieldsOf(failure));
    }

    [Fact]
    public async Task CheckSubject_BadParty_IsNamedByIndex()
    {
        await using var node = await NodeHost.StartAsync();
        var request = Samples.LicenseCheck();
        request.Parties.Add(new Party { Subject = Samples.UnitSubject() });
        request.Parties.Add(new Party());

        Assert.Equal(["parties[1].subject.value"], Failures.FieldsOf(await FailAsync(node, request)));
    }

    [Fact]
    public async Task CheckSubject_StaleBound_HoldsWhileCaughtUp()
    {
        await using var node = await NodeHost.StartAsync();
        var request = Samples.LicenseCheck();
        request.MaxStaleness = Duration.FromTimeSpan(TimeSpan.Zero);

        var answer = await node.CheckAsync(request);

        Assert.DoesNotContain(IndeterminateReason.Stale, answer.IndeterminateReasons);
        Assert.Equal(TimeSpan.Zero, answer.Freshness.Staleness.ToTimeSpan());
        Assert.Equal(node.Clock.Now, answer.Freshness.AnsweredAt.ToDateTimeOffset());
    }

    private static async Task<RpcException> FailAsync(NodeHost node, CheckSubjectRequest request) =>
        await Assert.ThrowsAsync<RpcException>(async () => await node.Checks.CheckSubjectAsync(request, NodeHost.Call()));
}
