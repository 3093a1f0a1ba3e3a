using CreditQuery.Log;

namespace CreditQuery.FunctionalTests.Shared;

/// <summary>One node's connection to a <see cref="LogDouble"/>; it stays with the log it was opened on, as a reader of Redis does, but polls see the one in place.</summary>
internal sealed class LogDoor(LogDouble shared, EmbeddedChangeLog opened) : IChangeLog
{
    private readonly CancellationTokenSource _closed = new();
    private int _polls;

    public string Epoch => opened.Epoch;

    public LogHead Head => opened.Head;

    public ulong OldestRevision => opened.OldestRevision;

    public bool IsShared => true;

    public string Durability => "double";

    public ValueTask<AppendReceipt> AppendAsync(ReadOnlyMemory<byte> payload, ChangeId changeId, string author, CancellationToken cancellationToken) => shared.IsDown
        ? throw new ChangeLogUnavailableException("down")
        : shared.Answer is { } answer ? ValueTask.FromResult(answer)
        : opened.AppendAsync(payload, changeId, author, cancellationToken);

    public IChangeLogReader Follow(ulong afterRevision, ChainValue? afterChain = null) => new Reader(opened.Follow(afterRevision, afterChain), _closed.Token);

    public ValueTask<LogPoll> PollHeadAsync(CancellationToken cancellationToken) => PollAsync(passing: null, cancellationToken);

    public ValueTask<LogPoll> PassAsync(DateTimeOffset instant, CancellationToken cancellationToken) => PollAsync(instant, cancellationToken);

    private async ValueTask<LogPoll> PollAsync(DateTimeOffset? passing, CancellationToken cancellationToken)
    {
        shared.MostPolls = Math.Max(shared.MostPolls, Interlocked.Increment(ref _polls));
        try
        {
            return await AnswerAsync(passing, cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _polls);
        }
    }

    public void TruncateBefore(ulong revision) => opened.TruncateBefore(revision);

    public async ValueTask DisposeAsync()
    {
        await _closed.CancelAsync();
        _closed.Dispose();
    }

    private async Task<LogPoll> AnswerAsync(DateTimeOffset? passing, CancellationToken cancellationToken)
    {
        if (shared.IsDown)
        {
            throw new ChangeLogUnavailableException("down");
        }

        if (shared.Hold is { } hold)
        {
            await hold.Task.WaitAsync(cancellationToken);
        }

        if (shared.Fault is { } fault)
        {
            throw fault;
        }

        var time = shared.Clock.GetUtcNow() + shared.Ahead;
        var poll = passing <= time ? await shared.Inner.PassAsync(passing.Value, cancellationToken) : await shared.Inner.PollHeadAsync(cancellationToken);
        return poll with { LogTime = time };
    }

    /// <summary>Ends when the door is closed, though the log stays open for others.</summary>
    private sealed class Reader(IChangeLogReader inner, CancellationToken closed) : IChangeLogReader
    {
        public ulong Position => inner.Position;

        public async ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken)
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, closed);
            try
            {
                return await inner.WaitToReadAsync(either.Token);
            }
            catch (OperationCanceledException) when (closed.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                return false;
            }
        }

        public bool TryRead(out ChangeLogEvent next) => inner.TryRead(out next);

        public void Dispose() => inner.Dispose();
    }
}
