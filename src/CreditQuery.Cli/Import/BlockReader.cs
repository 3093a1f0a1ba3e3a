using System.Collections.Concurrent;
using System.Threading.Channels;
using CreditQuery.Client;
using CreditQuery.Protos.V1;

namespace CreditQuery.Cli.Import;

/// <summary>Reads a file on a thread of its own and cuts it into blocks: the same file always gives the same blocks.</summary>
/// <param name="source">The rows.</param>
/// <param name="rejects">Receives rows that cannot be sent.</param>
/// <param name="isStrict">The first such row ends the reading.</param>
internal sealed class BlockReader(IImportSource source, RejectFile rejects, bool isStrict)
{
    /// <summary>Blocks read ahead of the stream.</summary>
    private const int ReadAhead = 16;

    /// <summary>Most bytes of a block: one set of the change log holds 1 MiB.</summary>
    private const int MaxBlockBytes = 768 << 10;

    private readonly Channel<ImportBlock> _blocks = Channel.CreateBounded<ImportBlock>(
        new BoundedChannelOptions(ReadAhead) { SingleReader = true, SingleWriter = true });

    private readonly ConcurrentDictionary<ulong, long[]> _lines = new();
    private readonly List<long> _open = new(ChangeImport.MaxBlockChanges);
    private long _rows;
    private long _rejected;
    private long _changes;
    private int _openBytes;

    public ChannelReader<ImportBlock> Blocks => _blocks.Reader;

    /// <summary>Rows read so far.</summary>
    public long Rows => Interlocked.Read(ref _rows);

    /// <summary>Rows that could not be sent.</summary>
    public long Rejected => Interlocked.Read(ref _rejected);

    /// <summary>Changes cut into blocks so far.</summary>
    public long Changes => Interlocked.Read(ref _changes);

    public long BytesRead => source.BytesRead;

    /// <summary>Reads to the end; an error of the file ends the channel with it.</summary>
    public Task Start(CancellationToken cancellationToken) =>
        Task.Factory.StartNew(() => Read(cancellationToken), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>Gives the lines of a block's changes and forgets them.</summary>
    public long[] TakeLines(ulong block) => _lines.TryRemove(block, out var lines) ? lines : [];

    private void Read(CancellationToken cancellationToken)
    {
        try
        {
            Cut(cancellationToken);
            _blocks.Writer.Complete();
        }
        catch (Exception e)
        {
            _blocks.Writer.Complete(e);
        }
    }

    private void Cut(CancellationToken cancellationToken)
    {
        var row = new ImportRow();
        var block = new ImportBlock();
        while (source.TryRead(row))
        {
            Interlocked.Increment(ref _rows);
            var bytes = row.Changes.Sum(static change => change.CalculateSize());
            if (bytes > MaxBlockBytes)
            {
                row.Reject("larger than 768 KiB");
            }

            if (row.Rejection is { } reason)
            {
                Interlocked.Increment(ref _rejected);
                rejects.Reject(row.Line, reason, isStrict);
                block.RejectedRows++;
                continue;
            }

            if (row.Omission is { } omission)
            {
                Interlocked.Increment(ref _rejected);
                rejects.Reject(row.Line, omission, isStrict);
            }

            if (block.Changes.Count + row.Changes.Count > ChangeImport.MaxBlockChanges || _openBytes + bytes > MaxBlockBytes)
            {
                block = Send(block, cancellationToken);
            }

            _openBytes += bytes;
            block.Changes.AddRange(row.Changes);
            for (var i = 0; i < row.Changes.Count; i++)
            {
                _open.Add(row.Line);
            }
        }

        // A file without rows has no block: its header alone registers the source. Rejected rows alone are told: their source covers nothing.
        if (block.Changes.Count > 0 || block.RejectedRows > 0)
        {
            Send(block, cancellationToken);
        }
    }

    private ImportBlock Send(ImportBlock block, CancellationToken cancellationToken)
    {
        _lines[block.Index] = [.. _open];
        _open.Clear();
        _openBytes = 0;
        Interlocked.Add(ref _changes, block.Changes.Count);
        if (!_blocks.Writer.TryWrite(block))
        {
            _blocks.Writer.WriteAsync(block, cancellationToken).AsTask().GetAwaiter().GetResult();
        }

        return new ImportBlock { Index = block.Index + 1 };
    }
}
