using System.Buffers;
using CreditQuery.FunctionalTests.Shared;
using CreditQuery.Protos.V1;
using CreditQuery.Server.Checks;
using CreditQuery.Server.Checks.Wire;
using CreditQuery.Server.Hosting;
using Google.Protobuf;
using Microsoft.Extensions.DependencyInjection;

namespace CreditQuery.FunctionalTests.Node;

/// <summary>From the bytes of the request to those of the reply: nothing is allocated.</summary>
public sealed class CheckAllocationTests
{
    private const int Checks = 2_000;
    private const int MostRounds = 200;

    // At rest the node makes the bytes of Freshness once a millisecond, of the test's clock never.
    private const int AtMost = 0;

    [Fact]
    public async Task Answer_Miss_AllocatesNothing()
    {
        await using var node = await NodeHost.StartAsync();

        AssertPerCheck(node, Samples.LicenseCheck());
    }

    [Fact]
    public async Task Answer_PersonUnderOrder_AllocatesNothing()
    {
        await using var node = await NodeHost.StartAsync();
        await node.ApplyAsync(Samples.Order());

        AssertPerCheck(node, Samples.AirCheck());
    }

    [Fact]
    public async Task Answer_OnASharedLog_AllocatesNothing()
    {
        using var folder = new NodeFolder();
        await using var log = await LogDouble.MakeAsync();
        await using var node = await log.StartNodeAsync(folder);
        await node.ApplyAsync(Samples.Order());

        AssertPerCheck(node, Samples.AirCheck());
    }

    [Fact]
    public async Task AnswerTogether_PersonsUnderOrder_AllocatesNothing()
    {
        await using var node = await NodeHost.StartAsync();
        await node.ApplyAsync(Samples.Order());
        var (runner, parts) = Of(node);
        var requests = Enumerable.Range(0, CheckPass.MostPrepared).Select(_ => AskedCheck.Of(Samples.AirCheck())).ToArray();
        var ends = new int[requests.Length];
        var target = new MessageBytes();

        AssertLeast(() => runner.Answer(parts, requests, target, ends));
    }

    private static void AssertPerCheck(NodeHost node, CheckSubjectRequest request)
    {
        var (runner, parts) = Of(node);
        var bytes = new ReadOnlySequence<byte>(request.ToByteArray());

        AssertLeast(() =>
        {
            var asked = AskedCheckReader.ReadSingle(bytes);
            var reply = CheckReply.Rent();
            Assert.Null(runner.Answer(parts, asked, reply.Bytes));
            asked.Return();
            reply.Return();
        });
    }

    private static void AssertLeast(Action work)
    {
        // The least of some rounds: the first ones run code that is not compiled for speed yet, and on a busy machine that lasts.
        var least = long.MaxValue;
        for (var round = 0; round < MostRounds && least > AtMost; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < Checks; i++)
            {
                work();
            }

            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.InRange(least / Checks, 0, AtMost);
    }

    private static (CheckRunner Runner, NodeParts Parts) Of(NodeHost node) =>
        (node.Services.GetRequiredService<CheckRunner>(), node.Services.GetRequiredService<Server.Hosting.Node>().Require());
}
