using System.Threading.Channels;
using CreditQuery.Protos.V1;
using Grpc.Core;

namespace CreditQuery.Client;

/// <summary>Sends blocks of independent changes through <c>ImportChanges</c>, several in flight, and again after a broken connection.</summary>
/// <remarks>A block that was not acknowledged is sent again; the log knows it by file digest and index, so nothing is applied twice.
/// One import per instance.</remarks>
/// <param name="client">The client.</param>
/// <param name="header">First message of every attempt; a later one also says which blocks were told before, and how many of their rows are missing.</param>
/// <param name="onProgress">Called per acknowledged block, from one thread at a time.</param>
/// <param name="window">Most blocks in flight.</param>
public sealed class ChangeImport(CreditQueryClient client, ImportHeader header, Action<ImportProgress> onProgress, int window = 16) : IDisposable
{
    /// <summary>Most changes of one block.</summary>
    public const int MaxBlockChanges = 500;

    /// <summary>Time without any progress after which the import gives up; a node that restarts needs some.</summary>
    private static readonly TimeSpan MaxIdle = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan MaxRetryDelay = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _free = new(window, window);
    private readonly Queue<ImportBlock> _unacknowledged = new();
    private readonly Lock _gate = new();
    private bool _allRead;
    private long _acknowledged;
    private ulong _missingRows = header.MissingRows;

    /// <summary>What became of the header's source, where rows are missing.</summary>
    /// <value>Unspecified: nothing is missing, it is registered; or the header names none.</value>
    public SourceOutcome SourceOutcome { get; private set; }

    /// <summary>Rows that are missing from the registry, those of the header included: rejected here, or refused for another reason than the law's.</summary>
    public ulong MissingRows => _missingRows;

    /// <summary>Sends all blocks and waits until each is acknowledged.</summary>
    /// <param name="blocks">The blocks in order of their index, from 0 without gaps.</param>
    /// <param name="cancellationToken">Ends the import; what was acknowledged stays.</param>
    /// <exception cref="RpcException">The service refuses, or stayed away too long.</exception>
    public async Task RunAsync(ChannelReader<ImportBlock> blocks, CancellationToken cancellationToken)
    {
        var attempts = 0;
        var lastProgress = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var before = Interlocked.Read(ref _acknowledged);
            try
            {
                if (await AttemptAsync(blocks, cancellationToken))
                {
                    return;
                }

                throw new RpcException(new Status(StatusCode.Unavailable, "The stream ended before all blocks were acknowledged."));
            }
            catch (RpcException e) when (e.StatusCode == StatusCode.Unavailable && !cancellationToken.IsCancellationRequested)
            {
                if (Interlocked.Read(ref _acknowledged) > before)
                {
                    attempts = 0;
                    lastProgress = TimeProvider.System.GetTimestamp();
                }
                else if (TimeProvider.System.GetElapsedTime(lastProgress) > MaxIdle)
                {
                    throw;
                }

                var delay = client.Options.RetryDelay * (1 << Math.Min(attempts++, 10));
                await Task.Delay(delay < MaxRetryDelay ? delay : MaxRetryDelay, cancellationToken);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _free.Dispose();

    /// <summary>One stream. True if every block is acknowledged.</summary>
    private async Task<bool> AttemptAsync(ChannelReader<ImportBlock> blocks, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var call = client.Registry.ImportChanges(cancellationToken: stop.Token);
        var writing = WriteAsync(call.RequestStream, blocks, stop);
        try
        {
            await foreach (var progress in call.ResponseStream.ReadAllAsync(stop.Token))
            {
                Acknowledge(progress);
            }
        }
        catch (Exception) when (writing.IsFaulted && writing.Exception.InnerException is not (RpcException or OperationCanceledException))
        {
            // The source of the blocks failed, not the stream: that is what the caller must see.
            await writing;
        }
        finally
        {
            await stop.CancelAsync();
            await writing.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }

        lock (_gate)
        {
            return _allRead && _unacknowledged.Count == 0;
        }
    }

    private async Task WriteAsync(IClientStreamWriter<ImportChangesRequest> stream, ChannelReader<ImportBlock> blocks, CancellationTokenSource stop)
    {
        try
        {
            ImportBlock[] again;
            var first = header.Clone();
            lock (_gate)
            {
                again = [.. _unacknowledged];
                (first.FirstBlock, first.MissingRows) = ((ulong)_acknowledged, _missingRows);
            }

            await stream.WriteAsync(new ImportChangesRequest { Header = first }, stop.Token);

            foreach (var block in again)
            {
                await stream.WriteAsync(new ImportChangesRequest { Block = block }, stop.Token);
            }

            while (await blocks.WaitToReadAsync(stop.Token))
            {
                await _free.WaitAsync(stop.Token);
                if (!blocks.TryRead(out var block))
                {
                    _free.Release();
                    continue;
                }

                lock (_gate)
                {
                    _unacknowledged.Enqueue(block);
                }

                await stream.WriteAsync(new ImportChangesRequest { Block = block }, stop.Token);
            }

            _allRead = true;
            await stream.CompleteAsync();
        }
        catch (Exception e) when (e is not (RpcException or OperationCanceledException))
        {
            await stop.CancelAsync();
            throw;
        }
    }

    private void Acknowledge(ImportProgress progress)
    {
        if (progress.SourceOutcome != SourceOutcome.Unspecified)
        {
            SourceOutcome = progress.SourceOutcome;
            return;
        }

        lock (_gate)
        {
            if (!_unacknowledged.TryPeek(out var oldest) || oldest.Index != progress.BlockIndex)
            {
                return;
            }

            _unacknowledged.Dequeue();
            _acknowledged++;
            _missingRows += progress.MissingRows;
        }

        _free.Release();
        onProgress(progress);
    }
}
