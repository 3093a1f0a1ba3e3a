using CreditQuery.Protos.V1;
using CreditQuery.Server.Checks;
using CreditQuery.Server.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace CreditQuery.FunctionalTests.Node;

/// <summary>From the decoded request to the message: nothing is allocated but what goes into the message.</summary>
public sealed class CheckAllocationTests
{
    private const int Checks = 2_000;

    [Fact]
    public async Task Answer_Miss_AllocatesTheMessageAlone()
    {
        await using var node = await NodeHost.StartAsync();

        // The message with its lists, the advice, the check id, the reasons of INDETERMINATE: measured 1,120 bytes.
        AssertPerCheck(node, Samples.LicenseCheck(), atMost: 1_200);
    }

    [Fact]
    public async Task Answer_PersonUnderOrder_AllocatesItsMeasuresToo()
    {
        await using var node = await NodeHost.StartAsync();
        await node.ApplyAsync(Samples.Order());

        // The measures too, each with its ids: measured 1,896 bytes.
        AssertPerCheck(node, Samples.AirCheck(), atMost: 2_400);
    }

    private static void AssertPerCheck(NodeHost node, CheckSubjectRequest request, long atMost)
    {
        var runner = node.Services.GetRequiredService<CheckRunner>();
        var parts = node.Services.GetRequiredService<Server.Hosting.Node>().Require();
        Run(runner, parts, request);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Run(runner, parts, request);
        var perCheck = (GC.GetAllocatedBytesForCurrentThread() - before) / Checks;

        TestContext.Current.TestOutputHelper?.WriteLine($"{perCheck} bytes per check");
        Assert.InRange(perCheck, 1, atMost);
    }

    private static void Run(CheckRunner runner, NodeParts parts, CheckSubjectRequest request)
    {
        for (var i = 0; i < Checks; i++)
        {
            Assert.NotEqual(Conclusion.Unspecified, runner.Answer(parts, request, out _).Conclusion);
        }
    }
}
