using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using CreditQuery.Client;
using CreditQuery.Protos.V1;
using Google.Protobuf;
using Grpc.Core;

namespace CreditQuery.Cli.Import;

/// <summary>Imports one file: reading, sending and acknowledging overlap.</summary>
internal sealed partial class FileImport(CreditQueryClient client, ImportProfile profile, string author)
{
    private long _applied;
    private long _unchanged;
    private long _refused;
    private long _repeated;
    private ulong _revision;

    /// <summary>Imports.</summary>
    /// <param name="path">The file.</param>
    /// <param name="encoding">Encoding of a CSV file; null: find it.</param>
    /// <param name="rejects">Receives what is not taken.</param>
    /// <param name="report">Told about progress: bytes read, changes acknowledged.</param>
    /// <param name="cancellationToken">Ends the import; running it again continues.</param>
    public async Task<ImportTotals> RunAsync(
        string path, string? encoding, RejectFile rejects, Action<long, long> report, CancellationToken cancellationToken)
    {
        var header = new ImportHeader
        {
            FileDigest = ByteString.CopyFrom(await ImportDigest.OfAsync(path, profile, cancellationToken)),
            Author = author,
            Source = profile.Source,
        };
        using var source = ImportSources.Open(path, encoding, profile);
        var reader = new BlockReader(source, rejects);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var start = Stopwatch.GetTimestamp();
        var reading = reader.Start(stop.Token);
        using var import = new ChangeImport(client, header, progress =>
        {
            Count(progress, reader, rejects);
            report(reader.BytesRead, _applied + _unchanged + _refused);
        });
        try
        {
            await import.RunAsync(reader.Blocks, stop.Token);
        }
        catch (RpcException e) when (e.StatusCode == StatusCode.InvalidArgument && import.OldestUnacknowledged is { } block)
        {
            throw InvalidRow(e, reader.TakeLines(block));
        }
        finally
        {
            await stop.CancelAsync();
            await reading;
        }

        return new ImportTotals(reader.Rows, _applied, _unchanged, reader.Rejected, _refused, _repeated, _revision, Stopwatch.GetElapsedTime(start));
    }

    /// <summary>Reads and maps a file without sending it.</summary>
    public static ImportTotals Read(
        string path, string? encoding, ImportProfile profile, RejectFile rejects, Action<long, long> report, CancellationToken cancellationToken)
    {
        const int ReportEvery = 10_000;
        using var source = ImportSources.Open(path, encoding, profile);
        var start = Stopwatch.GetTimestamp();
        var row = new ImportRow();
        long rows = 0, changes = 0, rejected = 0;
        while (source.TryRead(row))
        {
            rows++;
            changes += row.Changes.Count;
            if (row.Rejection is { } reason)
            {
                rejected++;
                rejects.Add(row.Line, reason, "");
            }

            if (rows % ReportEvery == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                report(source.BytesRead, changes);
            }
        }

        return new ImportTotals(rows, changes, 0, rejected, 0, 0, 0, Stopwatch.GetElapsedTime(start));
    }

    /// <summary>Says which line of the file the service cannot take.</summary>
    private static CommandFailure InvalidRow(RpcException refusal, long[] lines)
    {
        var match = ChangeIndex().Match(refusal.Status.Detail);
        var line = match.Success && int.TryParse(match.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < lines.Length
            ? string.Create(CultureInfo.InvariantCulture, $"Line {lines[index]}: ")
            : "";
        return new CommandFailure(
            ExitCodes.Refused,
            line + refusal.Status.Detail,
            "Correct the line, or the option that fills the field, and import again; what is in already is not changed by it.");
    }

    [GeneratedRegex(@"changes\[(\d+)\]")]
    private static partial Regex ChangeIndex();

    private void Count(ImportProgress progress, BlockReader reader, RejectFile rejects)
    {
        _applied += progress.Applied;
        _unchanged += progress.Unchanged;
        _refused += progress.Refused.Count;
        _repeated += progress.Duplicate ? 1 : 0;
        _revision = Math.Max(_revision, progress.Revision);
        var lines = reader.TakeLines(progress.BlockIndex);
        foreach (var refused in progress.Refused)
        {
            var line = refused.Row < lines.Length ? lines[refused.Row] : 0;
            rejects.Add(line, refused.Outcome.Reason.ToString(), refused.Outcome.Detail);
        }
    }
}
