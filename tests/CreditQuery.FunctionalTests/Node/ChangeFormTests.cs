using CreditQuery.Protos.V1;
using Google.Protobuf;
using Grpc.Core;

namespace CreditQuery.FunctionalTests.Node;

/// <summary>What is wrong with a change set is said before the append, field by field.</summary>
public sealed class ChangeFormTests
{
    public static TheoryData<string, string, string> Faults => new()
    {
        { """{"putEntry": {"validFrom": "2026-02-30"}}""", "changes[1].put_entry.valid_from", "INVALID_FIELD" },
        { """{"putEntry": {"listType": "Not A Code"}}""", "changes[1].put_entry.list_type", "INVALID_FIELD" },
        { """{"putEntry": {"region": "99999"}}""", "changes[1].put_entry.region", "UNKNOWN_REGION" },
        { """{"putEntry": {"amount": "1e6"}}""", "changes[1].put_entry.amount", "INVALID_FIELD" },
        { """{"putEntry": {"items": ["rocket"]}}""", "changes[1].put_entry.items", "INVALID_FIELD" },
        { """{"putEntry": {"behaviourCategory": 5}}""", "changes[1].put_entry.behaviour_category", "INVALID_FIELD" },
        { """{"putEntry": {"validTo": "2026-07-01"}}""", "changes[1].put_entry.valid_to", "INVALID_FIELD" },
        { """{"correctEntry": {}}""", "changes[1].correct_entry.corrected", "INVALID_FIELD" },
        { """{"exitEntry": {"reason": "other"}}""", "changes[1].exit_entry.entry", "INVALID_FIELD" },
        { """{"linkPerson": {"unit": {"type": "IDENTIFIER_TYPE_USCC", "value": "123"}}}""", "changes[1].link_person.unit.value", "INVALID_FIELD" },
        { """{"putSubject": {"subject": {"value": "1"}}}""", "changes[1].put_subject.subject.type", "INVALID_FIELD" },
        { """{"putCommitment": {"textHash": "AAAA"}}""", "changes[1].put_commitment.text_hash", "INVALID_FIELD" },
        { """{"putSource": {"source": "s", "maxSilence": "-1s"}}""", "changes[1].put_source.max_silence", "INVALID_FIELD" },
        { """{"putCatalogue": {"name": "x", "content": "eA=="}}""", "changes[1].put_catalogue.content", "CATALOGUE_INVALID" },
        { """{}""", "changes[1].change", "INVALID_FIELD" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task ApplyChanges_BadField_NamesIt(string json, string field, string reason)
    {
        await using var node = await NodeHost.StartAsync();
        var faulty = Change.Parser.ParseJson(json);
        if (faulty.PutEntry is { } put)
        {
            var good = Samples.Order().PutEntry;
            good.UntilPerformed |= put.UntilPerformed;
            good.MergeFrom(put);
            faulty.PutEntry = good;
        }

        var failure = await FailAsync(node, Samples.Order(), faulty);

        Assert.Equal(StatusCode.InvalidArgument, failure.StatusCode);
        Assert.Contains(field, Failures.FieldsOf(failure));
        Assert.Equal(reason, Failures.ReasonOf(failure));
        Assert.Equal(1UL, (await node.Registry.GetLogStatusAsync(new GetLogStatusRequest(), NodeHost.Call())).HeadRevision);
    }

    [Fact]
    public async Task ApplyChanges_SealedFieldSet_IsRefused()
    {
        await using var node = await NodeHost.StartAsync();
        var change = Samples.Order();
        change.PutEntry.Entry.Subject.SealedKey = ByteString.CopyFrom(new byte[16]);

        var failure = await FailAsync(node, change);

        Assert.Equal("SEALED_FIELD", Failures.ReasonOf(failure));
        Assert.Equal(["changes[0].put_entry.entry.subject.sealed_key"], Failures.FieldsOf(failure));
    }

    [Fact]
    public async Task ApplyChanges_NumberInEntryId_IsRefusedWithoutQuotingIt()
    {
        await using var node = await NodeHost.StartAsync();

        var failure = await FailAsync(node, Samples.Order(id: $"court:{Samples.OtherPerson}"));

        Assert.Equal("PERSONAL_DATA", Failures.ReasonOf(failure));
        Assert.DoesNotContain(Samples.OtherPerson, Failures.TextOf(failure), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ApplyChanges_NumberInCauseText_IsMasked()
    {
        await using var node = await NodeHost.StartAsync();
        var change = Samples.Order();
        change.PutEntry.CauseText = $"与 {Samples.OtherPerson} 有关";
        await node.ApplyAsync(change);

        var status = await node.Checks.GetSubjectAsync(
            new GetSubjectRequest { Subject = Samples.PersonSubject(), Purpose = "audit", OperatorId = "op-1" }, NodeHost.Call());

        Assert.Equal("与 ****************** 有关", status.Entries[0].CauseText);
    }

    [Fact]
    public async Task ApplyChanges_TooManyChanges_IsRefused()
    {
        await using var node = await NodeHost.StartAsync();

        var failure = await FailAsync(node, [.. Enumerable.Range(0, 1_001).Select(n => Samples.Order(id: $"court:{n}"))]);

        Assert.Equal("TOO_LARGE", Failures.ReasonOf(failure));
        Assert.Equal(["changes"], Failures.FieldsOf(failure));
    }

    [Fact]
    public async Task ApplyChanges_NoUlidAndNoAuthor_NamesBoth()
    {
        await using var node = await NodeHost.StartAsync();
        var request = new ApplyChangesRequest { ChangeId = "1" };
        request.Changes.Add(Samples.Order());

        var failure = await Assert.ThrowsAsync<RpcException>(async () => await node.Registry.ApplyChangesAsync(request, NodeHost.Call()));

        Assert.Equal(["change_id", "author"], Failures.FieldsOf(failure));
    }

    private static async Task<RpcException> FailAsync(NodeHost node, params Change[] changes)
    {
        var request = new ApplyChangesRequest { ChangeId = CreditQuery.Log.ChangeId.New(node.Clock).ToString(), Author = "test" };
        request.Changes.Add(changes);
        return await Assert.ThrowsAsync<RpcException>(async () => await node.Registry.ApplyChangesAsync(request, NodeHost.Call()));
    }
}
