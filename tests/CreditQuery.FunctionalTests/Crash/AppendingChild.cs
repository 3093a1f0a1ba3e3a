using System.Diagnostics;
using System.Runtime.CompilerServices;
using CreditQuery.Log;
using Microsoft.Extensions.Logging.Abstractions;

namespace CreditQuery.FunctionalTests.Crash;

/// <summary>This test program as a process of its own, that appends to a log and prints each acknowledgement until it is killed.</summary>
internal static class AppendingChild
{
    public const int SegmentSizeBytes = 64 << 10;
    private const string FolderVariable = "CREDITQUERY_TEST_APPEND_TO";
    private const int AtOnce = 16;

    public static byte[] KeyCheck => [1, 2, 3, 4];

    /// <summary>Starts the child on a folder.</summary>
    public static Process Start(string folder)
    {
        var program = Path.Combine(AppContext.BaseDirectory, typeof(AppendingChild).Assembly.GetName().Name!);
        var start = new ProcessStartInfo(OperatingSystem.IsWindows() ? program + ".exe" : program)
        {
            RedirectStandardOutput = true,
            Environment = { [FolderVariable] = folder },
        };
        return Process.Start(start)!;
    }

    // Before the test runner's Main: the runner's own arguments stay its own.
#pragma warning disable CA2255 // This is an application: the initializer is its second entry point.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void RunIfChild()
    {
        var folder = Environment.GetEnvironmentVariable(FolderVariable);
        if (folder is not null)
        {
            AppendUntilKilled(folder);
        }
    }

    // All in one thread: no other one may enter this module while its initializer runs.
    private static void AppendUntilKilled(string folder)
    {
        var options = new ChangeLogOptions { Path = folder, SegmentSizeBytes = SegmentSizeBytes };
        var log = EmbeddedChangeLog.OpenAsync(options, KeyCheck, TimeProvider.System, NullLogger.Instance).GetAwaiter().GetResult();
        using var output = Console.OpenStandardOutput();
        using var lines = new StreamWriter(output) { AutoFlush = true };
        var appends = new Queue<Task<AppendReceipt>>();
        for (var number = 0; ; number++)
        {
            var payload = new byte[number % 3000];
            appends.Enqueue(log.AppendAsync(payload, ChangeId.New(TimeProvider.System), "child", default).AsTask());
            if (appends.Count == AtOnce)
            {
                var receipt = appends.Dequeue().GetAwaiter().GetResult();
                lines.Write($"{receipt.Revision} {receipt.Chain}\n");
            }
        }
    }
}
