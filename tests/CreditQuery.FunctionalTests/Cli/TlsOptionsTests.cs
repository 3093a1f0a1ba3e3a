using CreditQuery.Cli;
using CreditQuery.Cli.Commands;
using CreditQuery.Cli.Output;
using CreditQuery.FunctionalTests.Node;
using CreditQuery.Server.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace CreditQuery.FunctionalTests.Cli;

/// <summary>The TLS options of creditq and of the client, against a node that wants a client certificate.</summary>
public sealed class TlsOptionsTests : IDisposable
{
    private readonly NodeFolder _folder = new();
    private readonly TlsFiles _files = new();

    public void Dispose()
    {
        _files.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Status_AllOptions_IsAnswered()
    {
        await using var app = await _files.StartNodeAsync(_folder);
        var (certificate, key) = _files.Issue("caller");
        var both = _files.Write("both.pem", File.ReadAllText(certificate) + "\n" + File.ReadAllText(key));

        var apart = await RunAsync(app, "--ca", _files.AuthorityFile, "--cert", certificate, "--cert-key", key, "--server-name", "node.test");
        var together = await RunAsync(app, "--ca", _files.AuthorityFile, "--cert", both, "--server-name", "node.test");

        Assert.True(apart.Code == ExitCodes.Ok, apart.Messages);
        Assert.True(together.Code == ExitCodes.Ok, together.Messages);
        await app.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Status_WrongCertificates_IsOneClearLineAndItsExitCode()
    {
        await using var app = await _files.StartNodeAsync(_folder);
        using var others = new TlsFiles("Somebody else");
        var (certificate, key) = _files.Issue("caller");
        var (strange, strangeKey) = others.Issue("stranger");
        var (expired, expiredKey) = _files.Issue("expired", expired: true);
        var garbage = _files.Write("garbage.pem", "no certificate");

        string[] trusted = ["--ca", _files.AuthorityFile, "--server-name", "node.test"];
        await FailsAsync(app, ExitCodes.Unreachable, "not trusted", "--ca", others.AuthorityFile, "--server-name", "node.test", "--cert", certificate, "--cert-key", key);
        await FailsAsync(app, ExitCodes.Unreachable, "not trusted", "--ca", _files.AuthorityFile, "--cert", certificate, "--cert-key", key);
        await FailsAsync(app, ExitCodes.Unreachable, "closed the connection", trusted);
        await FailsAsync(app, ExitCodes.Unreachable, "closed the connection", [.. trusted, "--cert", strange, "--cert-key", strangeKey]);
        await FailsAsync(app, ExitCodes.BadFile, "not now", [.. trusted, "--cert", expired, "--cert-key", expiredKey]);
        await FailsAsync(app, ExitCodes.BadFile, "cannot be used", [.. trusted, "--cert", certificate]);
        await FailsAsync(app, ExitCodes.BadFile, "cannot be used", [.. trusted, "--cert", certificate, "--cert-key", strangeKey]);
        await FailsAsync(app, ExitCodes.BadFile, "cannot be used", "--ca", garbage);
        await FailsAsync(app, ExitCodes.BadFile, "There is no file", "--ca", garbage + "x");
        await FailsAsync(app, ExitCodes.Usage, "--cert-key needs --cert", [.. trusted, "--cert-key", key]);
        await app.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Status_CertificatesForAnAddressInClear_IsUsage()
    {
        var (code, messages) = await RunAsync("status", "--ca", _files.AuthorityFile);

        Assert.Equal(ExitCodes.Usage, code);
        Assert.Contains("in clear", messages, StringComparison.Ordinal);
    }

    private static async Task FailsAsync(WebApplication app, int code, string text, params string[] options)
    {
        var run = await RunAsync(app, options);

        Assert.True(code == run.Code && run.Messages.Contains(text, StringComparison.Ordinal), $"{string.Join(' ', options)}: {run.Code} {run.Messages}");
        Assert.Equal(2, run.Messages.Split('\n', StringSplitOptions.RemoveEmptyEntries).Count(line => line.StartsWith("error:", StringComparison.Ordinal) || line.StartsWith("next:", StringComparison.Ordinal)));
        Assert.DoesNotContain("   at ", run.Messages, StringComparison.Ordinal);
    }

    private static Task<(int Code, string Messages)> RunAsync(WebApplication app, params string[] options)
    {
        var ports = app.Services.GetRequiredService<BoundPorts>();
        return RunAsync(["status", "--registry", ports.Registry, .. options]);
    }

    private static async Task<(int Code, string Messages)> RunAsync(params string[] args)
    {
        using var messages = new StringWriter();
        var terminal = new Terminal(TextWriter.Null, messages, TextReader.Null, outputIsTerminal: false, errorIsTerminal: false);
        var code = await CliApplication.RunAsync(args, terminal, TestContext.Current.CancellationToken).WaitAsync(NodeHost.Patience, TestContext.Current.CancellationToken);
        return (code, messages.ToString());
    }
}
