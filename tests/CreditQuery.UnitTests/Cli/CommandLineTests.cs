using CreditQuery.Cli;
using CreditQuery.Cli.Commands;
using CreditQuery.Protos.V1;

namespace CreditQuery.UnitTests.Cli;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("check")]
    [InlineData("check", "91999999MA00TE5T2F")]
    [InlineData("check", "91999999MA00TE5T2F", "--scenario", "x", "--wait", "long")]
    [InlineData("nothing")]
    [InlineData("sample", "--subjects", "many")]
    [InlineData("completion", "tcsh")]
    public async Task Run_WrongCommandLine_IsUsage(params string[] args)
    {
        var run = await CliRun.OfAsync("", args);

        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Contains("next:", run.Messages, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--item", "rail:speed=300")]
    [InlineData("--item", "hotel:stars=many")]
    [InlineData("--item", "submarine")]
    [InlineData("--type", "number")]
    [InlineData("--party", "nobody")]
    [InlineData("--at-least", "12")]
    public async Task Check_WrongValue_SaysWhatIsPossible(string option, string value)
    {
        var run = await CliRun.OfAsync("", "check", "91999999MA00TE5T2F", "--scenario", "consumption", option, value);

        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Contains("next:", run.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_NobodyListens_IsUnreachable()
    {
        var run = await CliRun.OfAsync("", "status", "--registry", "http://127.0.0.1:9", "--timeout", "500ms");

        Assert.Equal(ExitCodes.Unreachable, run.ExitCode);
    }

    [Theory]
    [InlineData("500ms", 500)]
    [InlineData("2s", 2000)]
    [InlineData("1m", 60_000)]
    [InlineData("0s", 0)]
    public void Durations_Units_AreRead(string text, int milliseconds)
    {
        Assert.True(Durations.TryParse(text, out var duration));
        Assert.Equal(milliseconds, duration.TotalMilliseconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("s")]
    [InlineData("-1s")]
    [InlineData("1w")]
    public void Durations_OtherTexts_AreRefused(string text) => Assert.False(Durations.TryParse(text, out _));

    [Theory]
    [InlineData("91999999MA00TE5T2F", IdentifierType.Unspecified, "91999999MA00TE5T2F", "")]
    [InlineData("uscc:91999999MA00TE5T2F@虚构有限公司", IdentifierType.Uscc, "91999999MA00TE5T2F", "虚构有限公司")]
    [InlineData("UTO:L898902C3", IdentifierType.Unspecified, "UTO:L898902C3", "")]
    [InlineData("passport:UTO:L898902C3", IdentifierType.Passport, "UTO:L898902C3", "")]
    public void Subject_Forms_AreRead(string text, IdentifierType type, string value, string name)
    {
        var subject = SubjectText.Parse(text);

        Assert.Equal((type, value, name), (subject.Type, subject.Value, subject.Name));
    }

    [Fact]
    public void Item_OfEachKind_SetsTheRequest()
    {
        Assert.Equal("G1", Item("rail:train_no=G1,seat=second").Consumption.Rail.TrainNo);
        Assert.Equal(3, Item("hotel:stars=3").Consumption.Hotel.Stars);
        Assert.True(Item("vehicle:business_necessary=true").Consumption.Vehicle.BusinessNecessary);
        Assert.Equal("award", Item("tender:stage=award").Tender.Stage);
        Assert.Equal(12, Item("loan:amount=100.00,term_months=12").Loan.TermMonths);
        Assert.Equal("v", Item("other:code=c,k=v").Other.Params["k"]);
        Assert.Equal(CheckSubjectRequest.ItemOneofCase.Fund, Item("fund").ItemCase);
    }

    [Fact]
    public void Item_GivenInParts_AddsUp()
    {
        var request = new CheckSubjectRequest();

        ItemText.Set(request, "rail:train_no=G1234");
        ItemText.Set(request, "rail:seat=second");

        Assert.Equal(("G1234", "second"), (request.Consumption.Rail.TrainNo, request.Consumption.Rail.Seat));
    }

    [Theory]
    [InlineData("""{"changes":[{"eraseSubject":{}}],"author":"a"}""", 1)]
    [InlineData("""[{"eraseSubject":{}},{"putGrade":{}}]""", 2)]
    [InlineData("""{"eraseSubject":{}}""", 1)]
    public void Apply_Forms_AreRead(string json, int changes) => Assert.Equal(changes, ApplyCommand.ParseRequest(json).Changes.Count);

    [Fact]
    public void Apply_NoJson_IsABadFile() => Assert.Equal(ExitCodes.BadFile, Assert.Throws<CommandFailure>(() => ApplyCommand.ParseRequest("{")).ExitCode);

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    public async Task Completion_OfShell_AsksCreditq(string shell)
    {
        var run = await CliRun.OfAsync("", "completion", shell);

        Assert.Contains("[suggest:", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Key_NewCheckExport_TellTheSameCheckValue()
    {
        using var directory = new TemporaryDirectory();
        var first = Path.Combine(directory.Path, "registry.key");
        var second = Path.Combine(directory.Path, "copy.key");

        var made = await CliRun.OfAsync("", "key", "new", first);
        var check = await CliRun.OfAsync("", "key", "check", "--key-file", first);
        var export = await CliRun.OfAsync("", "key", "export", second, "--key-file", first);
        var again = await CliRun.OfAsync("", "key", "export", second, "--key-file", first);

        Assert.Equal(ExitCodes.Ok, made.ExitCode);
        Assert.StartsWith(check.Output.Trim(), made.Output, StringComparison.Ordinal);
        Assert.StartsWith(check.Output.Trim(), export.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(File.ReadAllText(first).Trim(), made.Output + check.Output + export.Output, StringComparison.Ordinal);
        Assert.Equal(File.ReadAllText(first), File.ReadAllText(second));
        Assert.Equal(ExitCodes.BadFile, again.ExitCode);
    }

    [Fact]
    public void ExitCodes_OfConclusions_AreDistinct()
    {
        var codes = new[] { Conclusion.Block, Conclusion.Caution, Conclusion.SuspendedOnly, Conclusion.Indeterminate, Conclusion.Clear }.Select(ExitCodes.Of);

        Assert.Equal(5, codes.Distinct().Count());
        Assert.Equal(ExitCodes.Ok, ExitCodes.Of(Conclusion.Prefer));
        Assert.Equal(ExitCodes.Indeterminate, ExitCodes.Of(Conclusion.Unspecified));
    }

    private static CheckSubjectRequest Item(string text)
    {
        var request = new CheckSubjectRequest();
        ItemText.Set(request, text);
        return request;
    }
}
