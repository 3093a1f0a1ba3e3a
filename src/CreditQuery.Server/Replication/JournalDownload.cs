using CreditQuery.Index;
using CreditQuery.Index.Transfer;
using CreditQuery.Server.Watch;
using CreditQuery.Server.Watch.Journal;

namespace CreditQuery.Server.Replication;

/// <summary>Fetches the end of a peer's journal; a stream that breaks off is begun anew.</summary>
/// <param name="peer">The peer.</param>
/// <param name="watch">Folder and bounds of the node's own journal.</param>
/// <param name="patience">For how long a new try is begun, and how long a message may take.</param>
internal sealed class JournalDownload(ReplicationService.ReplicationServiceClient peer, WatchOptions watch, TimeSpan patience)
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(1);

    /// <summary>Fetches it into the folder beside the journal.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The frames, complete and durable; not yet in the place of the journal.</returns>
    /// <exception cref="RpcException">The peer refuses, or cannot be reached for as long as patience lasts.</exception>
    /// <exception cref="TransferRefusedException">What it sends is not wanted, or there is no room.</exception>
    /// <exception cref="DamagedBlockException">What comes is damaged on its way for as long as patience lasts.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public async Task<JournalIncoming> RunAsync(JournalRequest request, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        for (var delay = FirstDelay; ; delay = delay * 2 < LongestDelay ? delay * 2 : LongestDelay)
        {
            try
            {
                return await ReadAsync(request, cancellationToken);
            }
            catch (Exception fault) when (!cancellationToken.IsCancellationRequested && MayPass(fault) && TimeProvider.System.GetElapsedTime(started) + delay < patience)
            {
                await Task.Delay(delay, cancellationToken);
            }
        }
    }

    // What was trimmed while it was read is gone, and what is there by now is not.
    private static bool MayPass(Exception fault) => fault is RpcException { StatusCode: StatusCode.NotFound } || TransferFaults.MayPass(fault);

    private async Task<JournalIncoming> ReadAsync(JournalRequest request, CancellationToken cancellationToken)
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        silence.CancelAfter(patience);
        using var call = peer.Journal(request, cancellationToken: silence.Token);
        var taking = new Taking(request, watch);
        try
        {
            while (await call.ResponseStream.MoveNext(silence.Token))
            {
                silence.CancelAfter(patience);
                taking.Take(call.ResponseStream.Current);
            }

            return taking.Complete();
        }
        catch (Exception fault) when (silence.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new RpcException(new Status(StatusCode.DeadlineExceeded, $"The peer sent nothing for {patience.TotalSeconds} s.", fault));
        }
        finally
        {
            taking.Dispose();
        }
    }

    // One stream: head, then blocks.
    private sealed class Taking(JournalRequest request, WatchOptions watch) : IDisposable
    {
        private JournalIncoming? _taken;
        private ulong _blocks;
        private long _announced;
        private long _received;

        public void Take(JournalResponse message)
        {
            if (message.Head is { } head && _taken is null)
            {
                Begin(head);
            }
            else if (message.Block is { } block && _taken is not null)
            {
                Write(_taken, block);
            }
            else
            {
                throw new TransferRefusedException("The peer sent something else than a head and blocks of its journal.");
            }
        }

        public JournalIncoming Complete()
        {
            if (_taken is not { } taken || _received != _announced)
            {
                throw new DamagedBlockException(_blocks + 1, $"The peer ended its journal after {_received} of {_announced} bytes.");
            }

            taken.Complete();
            _taken = null;
            return taken;
        }

        public void Dispose() => _taken?.Dispose();

        private void Begin(JournalHead head)
        {
            if (head.Bytes > request.MostBytes)
            {
                throw new TransferRefusedException($"The peer has {head.Bytes} bytes of its journal, and was asked for {request.MostBytes} at most.");
            }

            _announced = (long)head.Bytes;
            var (after, through) = (new StatusPosition(head.AfterRevision, head.AfterDay), new StatusPosition(request.Revision, request.Day));
            _taken = JournalIncoming.Begin(watch, request.Epoch, after, through, _announced);
        }

        private void Write(JournalIncoming taken, JournalBlock block)
        {
            if (block.Frames.IsEmpty)
            {
                // One that sends nothing for ever is never silent.
                throw new TransferRefusedException("The peer sent a block without frames.");
            }

            _blocks++;
            _received += block.Frames.Length;
            if (_received > _announced || Crc32C.Of(block.Frames.Span) != block.Checksum)
            {
                throw new DamagedBlockException(_blocks, $"Block {_blocks} of the journal changed on its way.");
            }

            taken.Write(block.Frames.Span);
        }
    }
}
