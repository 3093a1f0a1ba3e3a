using System.Threading.Channels;
using CreditQuery.Index;
using CreditQuery.Protos.Log.V1;
using CreditQuery.Rules.Periods;
using CreditQuery.Server.Applying;
using CreditQuery.Server.Errors;
using CreditQuery.Server.Hosting;
using Google.Protobuf;

namespace CreditQuery.Server.Registry;

/// <summary>One import: reads blocks, keeps several on their way to the disk, tells of each in order.</summary>
internal sealed class ImportSession
{
    private readonly ChangeIntake _intake;
    private readonly RegistryWriter _writer;
    private readonly Node _node;
    private readonly NodeParts _parts;
    private readonly long _nowMs;
    private readonly Channel<Task<ImportProgress>> _underWay;
    private ImportHeader _header = new();
    private ulong _nextBlock;
    private ulong _missingRows;
    private bool _hasGap;

    /// <summary>Starts an import.</summary>
    /// <param name="tools">What imports share.</param>
    /// <param name="node">The node.</param>
    /// <exception cref="CallException">The node cannot take changes now.</exception>
    public ImportSession(ImportTools tools, Node node)
    {
        _intake = tools.Intake;
        _writer = tools.Writer;
        _nowMs = tools.Clock.NowMs;
        _node = node;
        _parts = node.RequireWritable();
        _underWay = Channel.CreateBounded<Task<ImportProgress>>(tools.BlocksInFlight);
    }

    /// <summary>Runs the import to the end of the requests.</summary>
    /// <param name="requests">Header, then blocks.</param>
    /// <param name="replies">Receives one progress per block, in order.</param>
    /// <param name="cancellationToken">Gives up; what is appended stays.</param>
    /// <exception cref="CallException">Header or message is of the wrong form (INVALID_ARGUMENT), or a block cannot be appended. Blocks before it
    /// are in. A row of the wrong form is an outcome of its block.</exception>
    /// <remarks>The source is registered after the last block: an import that was broken off covers nothing. Neither does one in which rows are missing,
    /// unless an operator accepts it; and what the source covered before ends, because it is known to be incomplete. Source: ADR 0009, ADR 0018.</remarks>
    public async Task RunAsync(
        IAsyncStreamReader<ImportChangesRequest> requests, IServerStreamWriter<ImportProgress> replies, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _node.Draining);
        var telling = TellAsync(replies, stop, cancellationToken);
        try
        {
            await ReadAsync(requests, stop.Token);
            _underWay.Writer.Complete();
        }
        catch (OperationCanceledException) when (_node.Draining.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            _underWay.Writer.Complete(ShuttingDown());
        }
        catch (Exception fault)
        {
            // What was read before the fault is told first; a block that failed has the word before the reading that it stopped.
            _underWay.Writer.Complete(fault);
        }

        await telling;

        // Only now: until the last row is in, whoever stands in the rest of the file must not be CLEAR.
        if (_header.Source is not null)
        {
            await RegisterSourceAsync(replies, cancellationToken);
        }
    }

    private async Task ReadAsync(IAsyncStreamReader<ImportChangesRequest> requests, CancellationToken cancellationToken)
    {
        if (!await requests.MoveNext(cancellationToken) || requests.Current.MessageCase != ImportChangesRequest.MessageOneofCase.Header)
        {
            throw CallException.OfField("header", ErrorReason.InvalidField, "Required as the first message.");
        }

        _header = requests.Current.Header;
        ChangeIntake.Check(_header, _parts.Seal);
        RequireKnownLists();
        (_nextBlock, _missingRows) = (_header.FirstBlock, _header.MissingRows);
        while (await requests.MoveNext(cancellationToken))
        {
            if (requests.Current.MessageCase != ImportChangesRequest.MessageOneofCase.Block)
            {
                throw CallException.OfField("block", ErrorReason.InvalidField, "After the header only blocks follow.");
            }

            _hasGap |= requests.Current.Block.Index > _nextBlock;
            _nextBlock = Math.Max(_nextBlock, requests.Current.Block.Index + 1);
            await _underWay.Writer.WriteAsync(AppendAsync(requests.Current.Block, cancellationToken), cancellationToken);
        }
    }

    // What the registration would be refused for is said before the rows are sent.
    private void RequireKnownLists()
    {
        var catalogue = _parts.Index.Current.CatalogueAt(LogClock.DayOf(_nowMs))?.Catalogue;
        if (_header.Source is { Withdrawn: false } source && (source.ListTypes.Count == 0 || source.ListTypes.Any(code => catalogue?.FindListType(code) is null)))
        {
            throw CallException.OfField("header.source", ErrorReason.InvalidField, $"Refused: {RefusalReason.UnknownListType} list_types");
        }
    }

    private async Task RegisterSourceAsync(IServerStreamWriter<ImportProgress> replies, CancellationToken cancellationToken)
    {
        var isMissing = _missingRows > 0 || _hasGap;
        var outcome = _header.AcceptRejected && !_hasGap ? SourceOutcome.Accepted : SourceOutcome.Withheld;
        var source = _header.Source.Clone();
        if (source.CoverageFrom.Length == 0)
        {
            source.CoverageFrom = CivilDay.Format(LogClock.DayOf(_nowMs));
        }

        // Of a gap nobody can say how many rows it holds; one at least.
        source.MissingRows = isMissing ? Math.Max(_missingRows, 1) : 0;
        source.Withdrawn |= isMissing && outcome == SourceOutcome.Withheld;

        var set = new ChangeSet { Source = source.Source };
        set.Changes.Add(new Change { PutSource = source });
        var id = ImportIds.OfSource(_header.FileDigest.Span, source.ToByteArray(), _nowMs);
        var applied = await _writer.AppendAsync(set, id, _header.Author, cancellationToken);
        if (applied.Outcomes is [{ Kind: OutcomeKind.Refused } refused, ..])
        {
            throw CallException.OfField("header.source", ErrorReason.InvalidField, $"Refused: {refused.Reason} {refused.Detail}");
        }

        if (isMissing)
        {
            await replies.WriteAsync(
                new ImportProgress { BlockIndex = _nextBlock, Revision = applied.FirstRevision, MissingRows = source.MissingRows, SourceOutcome = outcome }, cancellationToken);
        }
    }

    // Runs on the reading loop up to the append, so blocks enter the log in the order in which they came.
    private async Task<ImportProgress> AppendAsync(ImportBlock block, CancellationToken cancellationToken)
    {
        var rows = _intake.TakeIn(block, _header.Source?.Source ?? "", _parts.Seal);
        var progress = new ImportProgress { BlockIndex = block.Index };
        if (rows.Set.Changes.Count > 0)
        {
            RoomRules.Require(rows.Set, _parts.Index);
            var id = ImportIds.OfBlock(_header.FileDigest.Span, block.Index, _nowMs);
            Count(rows, await _writer.AppendAsync(rows.Set, id, _header.Author, cancellationToken), progress);
        }

        progress.Refused.Add(rows.Refused);
        progress.MissingRows = MissingRows.Of(block, progress.Refused);
        return progress;
    }

    // A block that fails ends the import: reading stops, so that nobody waits for a caller who goes on to send.
    private async Task TellAsync(IServerStreamWriter<ImportProgress> replies, CancellationTokenSource stop, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var progress in _underWay.Reader.ReadAllAsync(cancellationToken))
            {
                var told = await progress;
                _missingRows += told.MissingRows;
                await replies.WriteAsync(told, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (_node.Draining.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // A block was on its way when the node was told to stop: it is in the log or not, resuming finds out.
            throw ShuttingDown();
        }
        catch
        {
            await stop.CancelAsync();
            throw;
        }
    }

    private static CallException ShuttingDown() => new(ErrorReason.ShuttingDown, "The node is shutting down; resume the import.");

    private static void Count(BlockRows rows, AppliedSet applied, ImportProgress progress)
    {
        progress.Revision = applied.FirstRevision;
        progress.Duplicate = applied.IsDuplicate;
        for (var i = 0; i < applied.Outcomes.Count; i++)
        {
            switch (applied.Outcomes[i].Kind)
            {
                case OutcomeKind.Applied:
                    progress.Applied++;
                    break;
                case OutcomeKind.NoChange:
                    progress.Unchanged++;
                    break;
                default:
                    progress.Refused.Add(new RefusedRow { Row = rows.RowOf(i), Outcome = applied.Outcomes[i] });
                    break;
            }
        }
    }
}
