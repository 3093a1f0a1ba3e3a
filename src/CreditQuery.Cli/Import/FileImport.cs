using System.Diagnostics;
using CreditQuery.Client;
using CreditQuery.Protos.V1;
using Google.Protobuf;

namespace CreditQuery.Cli.Import;

/// <summary>Imports one file: reading, sending and acknowledging overlap.</summary>
/// <param name="client">The client.</param>
/// <param name="profile">How the file is read.</param>
/// <param name="author">Who imports.</param>
/// <param name="isStrict">The first row that cannot be taken ends the import.</param>
/// <param name="delivery">What the files of one command have in common.</param>
internal sealed class FileImport(CreditQueryClient client, ImportProfile profile, string author, bool isStrict, Delivery delivery)
{
    private long _applied;
    private long _unchanged;
    private long _refused;
    private long _repeated;
    private long _appliedBefore;
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
        var stamp = FileStamp.Of(path);
        var header = new ImportHeader
        {
            FileDigest = ByteString.CopyFrom(await ImportDigest.OfAsync(path, profile, delivery.Nonce, cancellationToken)),
            Author = author,
            Source = profile.Source,
            AcceptRejected = delivery.AcceptsRejected,
            MissingRows = delivery.MissingRows,
        };
        using var source = ImportSources.Open(path, encoding, profile);
        var reader = new BlockReader(source, rejects, isStrict);
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
        finally
        {
            await stop.CancelAsync();
            await reading;
        }

        stamp.RequireUnchanged();
        (delivery.MissingRows, delivery.Source) = (import.MissingRows, import.SourceOutcome);
        return new ImportTotals(reader.Rows, _applied, _unchanged, reader.Rejected, _refused, _repeated, _appliedBefore, _revision, Stopwatch.GetElapsedTime(start));
    }

    /// <summary>Reads and maps a file without sending it.</summary>
    public ImportTotals Read(string path, string? encoding, RejectFile rejects, Action<long, long> report, CancellationToken cancellationToken)
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
            if ((row.Rejection ?? row.Omission) is { } reason)
            {
                rejected++;
                rejects.Reject(row.Line, reason, isStrict);
            }

            if (rows % ReportEvery == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                report(source.BytesRead, changes);
            }
        }

        return new ImportTotals(rows, changes, 0, rejected, 0, 0, 0, 0, Stopwatch.GetElapsedTime(start));
    }

    private void Count(ImportProgress progress, BlockReader reader, RejectFile rejects)
    {
        _applied += progress.Applied;
        _unchanged += progress.Unchanged;
        _refused += progress.Refused.Count;
        _repeated += progress.Duplicate ? 1 : 0;
        _appliedBefore += progress.Duplicate ? progress.Applied : 0;
        _revision = Math.Max(_revision, progress.Revision);
        var lines = reader.TakeLines(progress.BlockIndex);
        foreach (var refused in progress.Refused)
        {
            var line = refused.Row < lines.Length ? lines[refused.Row] : 0;
            rejects.Refuse(line, refused.Outcome.Reason.ToString(), refused.Outcome.Detail, isStrict);
        }
    }
}
