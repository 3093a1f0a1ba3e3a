using CreditQuery.Cli;
using CreditQuery.Cli.Commands;
using CreditQuery.Cli.Output;
using CreditQuery.Cli.Sample;
using CreditQuery.Protos.V1;
using Grpc.Core;

namespace CreditQuery.FunctionalTests.Cli;

public sealed class CheckTests
{
    [Theory]
    [InlineData(Conclusion.Clear, 0)]
    [InlineData(Conclusion.Prefer, 0)]
    [InlineData(Conclusion.Block, 10)]
    [InlineData(Conclusion.Caution, 11)]
    [InlineData(Conclusion.SuspendedOnly, 12)]
    [InlineData(Conclusion.Indeterminate, 13)]
    public async Task Check_Conclusion_IsTheExitCode(Conclusion conclusion, int expected)
    {
        await using var query = await QueryStandIn.StartAsync(new QueryStandIn { Answer = (_, _) => new CheckSubjectResponse { Conclusion = conclusion } });

        var run = await RunAsync(query, "", "check", SampleIdentifiers.Uscc(1), "--scenario", "admin_license");

        Assert.Equal(expected, run.Code);
        Assert.StartsWith(CheckView.Upper(conclusion), run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_AllOptions_AreInTheRequest()
    {
        CheckSubjectRequest? asked = null;
        await using var query = await QueryStandIn.StartAsync(new QueryStandIn
        {
            Answer = (request, _) =>
            {
                asked = request;
                return new CheckSubjectResponse { Conclusion = Conclusion.Clear };
            },
        });

        await RunAsync(
            query, SampleIdentifiers.CitizenId(1) + "\n", "check", "-", "--type", "citizen_id", "--name", "虚构人", "-s", "consumption", "--train", "G1", "--seat", "second", "--as-of", "2026-11-22",
            "-r", "140000", "--purpose", "p", "--operator", "o", "--work-item", "w", "--max-staleness", "2s", "--at-least", "00ff:7", "--wait", "1s", "--explain", "--party", "payer=uscc:" + SampleIdentifiers.Uscc(2));

        Assert.NotNull(asked);
        Assert.Equal(SampleIdentifiers.CitizenId(1), asked.Subject.Value);
        Assert.Equal((IdentifierType.CitizenId, "虚构人"), (asked.Subject.Type, asked.Subject.Name));
        Assert.Equal(("G1", "second"), (asked.Consumption.Rail.TrainNo, asked.Consumption.Rail.Seat));
        Assert.Equal(("2026-11-22", "140000", "p", "o", "w"), (asked.AsOf, asked.Region, asked.Purpose, asked.OperatorId, asked.WorkItemNo));
        Assert.Equal(("00ff", 7UL), (asked.AtLeast.Epoch, asked.AtLeast.Revision));
        Assert.Equal(2, asked.MaxStaleness.Seconds);
        Assert.True(asked.Explain);
        Assert.Equal("payer", Assert.Single(asked.Parties).Role);
    }

    [Fact]
    public async Task Check_Json_IsTheMessage()
    {
        await using var query = await QueryStandIn.StartAsync(new QueryStandIn { Answer = static (_, _) => new CheckSubjectResponse { Conclusion = Conclusion.Block, CheckId = "c" } });

        var run = await RunAsync(query, "", "check", SampleIdentifiers.Uscc(1), "--scenario", "admin_license", "--json");

        Assert.Equal("c", CheckSubjectResponse.Parser.ParseJson(run.Output).CheckId);
    }

    [Fact]
    public async Task Check_UnavailableTwice_IsTriedAgain()
    {
        await using var query = await QueryStandIn.StartAsync(new QueryStandIn
        {
            Answer = static (_, call) => call <= 2 ? throw new RpcException(new Status(StatusCode.Unavailable, "later")) : new CheckSubjectResponse { Conclusion = Conclusion.Clear },
        });

        var run = await RunAsync(query, "", "check", SampleIdentifiers.Uscc(1), "--scenario", "admin_license");

        Assert.Equal(ExitCodes.Ok, run.Code);
        Assert.Equal(3, query.Calls);
    }

    [Fact]
    public async Task Check_Refused_IsNotTriedAgain()
    {
        await using var query = await QueryStandIn.StartAsync(new QueryStandIn { Answer = static (_, _) => throw new RpcException(new Status(StatusCode.InvalidArgument, "scenario: unknown")) });

        var run = await RunAsync(query, "", "check", SampleIdentifiers.Uscc(1), "--scenario", "nothing");

        Assert.Equal(ExitCodes.Refused, run.Code);
        Assert.Contains("scenario: unknown", run.Messages, StringComparison.Ordinal);
        Assert.Equal(1, query.Calls);
    }

    [Theory]
    [InlineData("work_item_no: Required for natural persons.", "--work-item")]
    [InlineData("item: The scenario needs the item consumption.", "--item")]
    [InlineData("common.region: Not a code.", "--region")]
    public async Task Check_FieldAtFault_NamesItsOption(string detail, string option)
    {
        await using var query = await QueryStandIn.StartAsync(new QueryStandIn { Answer = (_, _) => throw new RpcException(new Status(StatusCode.InvalidArgument, detail)) });

        var run = await RunAsync(query, "", "check", SampleIdentifiers.Uscc(1), "--scenario", "loan");

        Assert.Contains(option, run.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Batch_File_IsAnsweredInItsOrder()
    {
        var path = Path.GetTempFileName();
        await File.WriteAllLinesAsync(path, ["企业名称,统一社会信用代码", .. Enumerable.Range(0, 25).Select(i => $"虚构{i},{SampleIdentifiers.Uscc(i)}")], TestContext.Current.CancellationToken);
        await using var query = await QueryStandIn.StartAsync(new QueryStandIn
        {
            Answer = static (request, _) => request.Subject.Value == SampleIdentifiers.Uscc(3)
                ? new CheckSubjectResponse { Error = new ItemError { Reason = "R", Message = "m" } }
                : new CheckSubjectResponse { Conclusion = Conclusion.Clear, Identity = IdentityMatch.NoRecord },
        });

        var run = await RunAsync(query, "", "batch", path, "--scenario", "tender_bid", "--batch-size", "10");

        File.Delete(path);
        var lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(ExitCodes.PartlyRejected, run.Code);
        Assert.Equal(3, query.Calls);
        Assert.Equal(26, lines.Length);
        Assert.Equal($"2,{SampleIdentifiers.Uscc(0)},CLEAR,NO_RECORD,,,,9,", lines[1].Trim());
        Assert.Equal($"5,{SampleIdentifiers.Uscc(3)},,,,,,9,R  m", lines[4].Trim());
    }

    private static async Task<(int Code, string Output, string Messages)> RunAsync(QueryStandIn query, string input, params string[] args)
    {
        using var output = new StringWriter();
        using var messages = new StringWriter();
        using var reader = new StringReader(input);
        var terminal = new Terminal(output, messages, reader, outputIsTerminal: false, errorIsTerminal: false);
        var code = await CliApplication.RunAsync([.. args, "--server", query.Address.ToString()], terminal, TestContext.Current.CancellationToken)
            .WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        return (code, output.ToString(), messages.ToString());
    }
}
