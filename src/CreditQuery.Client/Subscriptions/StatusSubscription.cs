using System.Runtime.CompilerServices;
using CreditQuery.Protos.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace CreditQuery.Client;

/// <summary>Follows the changes of status, across disconnects and nodes, without missing or repeating one.</summary>
/// <remarks>Everything received is verified. It reads when the consumer asks for the next message: a slow consumer holds up nothing but its own
/// stream. One consumer at a time; <see cref="State"/> may be read by any thread. Source: architecture, chapter 7; ADR 0026.</remarks>
public sealed class StatusSubscription : IAsyncDisposable
{
    // A node that ends a stream so soon has not served it: the next attempt counts as a further one.
    private static readonly TimeSpan ShortLife = TimeSpan.FromSeconds(1);

    private readonly StatusSubscriptionOptions _options;
    private readonly Func<Uri, WatchRequest, CancellationToken, IAsyncEnumerable<WatchResponse>> _open;
    private readonly TimeProvider _time;
    private readonly NodeRound _round;
    private readonly TokenKeeper _keeper;
    private readonly ReceivedMessages _received;
    private readonly NodeSilence _silence;
    private readonly IDisposable? _channels;
    private volatile SubscriptionState _state;
    private SubscriptionStream? _stream;
    private int _isRead;

    /// <summary>Prepares it; connects when it is read.</summary>
    /// <param name="options">What to subscribe to; not to be changed any more.</param>
    /// <exception cref="ArgumentException">An option is out of its range.</exception>
    public StatusSubscription(StatusSubscriptionOptions options)
        : this(options, null, TimeProvider.System, Random.Shared)
    {
    }

    /// <summary>The same with a stand-in for the nodes and a clock.</summary>
    internal StatusSubscription(
        StatusSubscriptionOptions options, Func<Uri, WatchRequest, CancellationToken, IAsyncEnumerable<WatchResponse>>? open, TimeProvider time, Random random)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.StaleAfterIntervals, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.FirstDelay, TimeSpan.FromMilliseconds(1));
        (_options, _time) = (options, time);
        if (open is null)
        {
            var channels = new WatchChannels(options.Connection);
            (_channels, open) = (channels, channels.Open);
        }

        _open = open;
        Uri[] addresses = options.Addresses.Count > 0 ? [.. options.Addresses] : [options.Connection.QueryAddress];
        _round = new NodeRound(addresses, new ReconnectDelays(options.FirstDelay, options.LongestDelay, random));
        _keeper = new TokenKeeper(options.Tokens, options.SaveInterval, time);
        _silence = new NodeSilence(options.ProgressInterval * options.StaleAfterIntervals, time);
        _received = new ReceivedMessages(new StreamVerifier(options.Filter.Subjects.Count, options.VerifyStates));
    }

    /// <summary>A change of <see cref="State"/>; raised by the reading thread, before the consumer sees what caused it. Must not throw.</summary>
    public event Action<SubscriptionState>? StateChanged;

    /// <summary>What the news are worth.</summary>
    public SubscriptionState State => _state;

    /// <summary>Everything up to this revision was received; 0 before the first sign.</summary>
    public ulong Revision => _received.Revision;

    /// <summary>Up to when everything was received, as nodes said; it never goes back. Null before one said so.</summary>
    public DateTimeOffset? SourceTime => _received.SourceTime;

    /// <summary>How many revisions the stream was behind when a node said so; 0 once it has caught up.</summary>
    public ulong Behind => _received.Behind;

    /// <summary>Why the last connection was lost, or the subscription failed; null if neither happened.</summary>
    public Exception? LastFault { get; private set; }

    /// <summary>The node it is connected to, or tries to reach.</summary>
    public Uri Address => _round.Current;

    /// <summary>Reads the messages; resumes by itself until it is cancelled.</summary>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Messages in order. Asking for the next one says that the one before is taken: its token is saved.</returns>
    /// <exception cref="InvalidOperationException">It is being read, or was.</exception>
    /// <exception cref="BrokenGuaranteeException">A node broke a promise.</exception>
    /// <exception cref="CompactedException">The token is too old, and no snapshot was asked for.</exception>
    /// <exception cref="RpcException">A node refuses the request: INVALID_ARGUMENT, UNAUTHENTICATED, PERMISSION_DENIED, UNIMPLEMENTED and the like.</exception>
    /// <exception cref="IOException">The token cannot be loaded or saved; what a store of the program's own throws comes as it is.</exception>
    public async IAsyncEnumerable<SubscriptionMessage> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        if (Interlocked.Exchange(ref _isRead, 1) != 0)
        {
            throw new InvalidOperationException("A subscription is read once; make another one.");
        }

        try
        {
            await BeginAsync(cancellationToken);
            while (true)
            {
                var message = await NextAsync(cancellationToken);
                yield return message;
                await KeepAsync(message.Token, isPause: false, cancellationToken);
            }
        }
        finally
        {
            await LoseAsync();
            await _keeper.SaveAsync(CancellationToken.None);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await LoseAsync();
        _channels?.Dispose();
    }

    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        Become(SubscriptionState.Connecting);
        _silence.BeginAnew();
        try
        {
            _received.Token = _options.ResumeToken.IsEmpty ? await _keeper.LoadAsync(cancellationToken) : _options.ResumeToken;
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            throw Failed(fault);
        }

        _received.NeedsSnapshot = _received.Token.IsEmpty && _options.Start == WatchMode.SnapshotThenFollow;
    }

    private async Task<SubscriptionMessage> NextAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (_received.TryDequeue(out var message))
            {
                return message!;
            }

            WatchResponse? response = null;
            try
            {
                response = await ReceiveAsync(cancellationToken);
                await (response is null ? LoseAsync() : TakeAsync(response));
            }
            catch (Exception) when (cancellationToken.IsCancellationRequested)
            {
                throw new OperationCanceledException(cancellationToken);
            }
            catch (Exception fault) when (IsPassing(fault))
            {
                LastFault = fault;
                await LoseAsync();
            }
            catch (Exception fault)
            {
                throw Failed(fault);
            }

            if (response?.Progress is { } progress)
            {
                // The consumer has asked for more: everything before it is taken.
                await KeepAsync(progress.Token, isPause: true, cancellationToken);
            }
        }
    }

    // What another attempt, or another node, may mend.
    private static bool IsPassing(Exception fault) => fault is TimeoutException or RpcException
    {
        StatusCode: StatusCode.Unavailable or StatusCode.ResourceExhausted or StatusCode.Aborted or StatusCode.DeadlineExceeded or StatusCode.Cancelled
            or StatusCode.Internal or StatusCode.Unknown
    };

    // Null: the node ended the stream.
    private async Task<WatchResponse?> ReceiveAsync(CancellationToken cancellationToken)
    {
        if (_stream is null)
        {
            await WaitAsync(Task.Delay(_round.Delay(), _time, cancellationToken), most: null, cancellationToken);
            _received.Begin();
            _stream = new SubscriptionStream(_open, _round.Current, Request(), _time, cancellationToken);
        }
        else
        {
            // Nobody listened while the consumer was busy: silence counts from now on.
            _silence.BeginAnew();
        }

        var next = _stream.NextAsync();
        await WaitAsync(next, _silence.Limit, cancellationToken);
        if (!await next)
        {
            return null;
        }

        _silence.BeginAnew();
        _stream.HasAnswered |= _stream.Current.GoingAway is null;
        return _stream.Current;
    }

    private WatchRequest Request() => new()
    {
        Mode = _received.NeedsSnapshot ? WatchMode.SnapshotThenFollow : _received.Token.IsEmpty ? WatchMode.FromNow : WatchMode.FromToken,
        ResumeToken = _received.NeedsSnapshot ? ByteString.Empty : _received.Token,
        Filter = _options.Filter,
        ProgressInterval = Duration.FromTimeSpan(_options.ProgressInterval),
        OnCompacted = _options.OnCompacted,
        Coalesce = _options.Coalesce,
    };

    private async Task TakeAsync(WatchResponse response)
    {
        if (response.Compacted is { } compacted && _options.OnCompacted != OnCompacted.Resnapshot)
        {
            throw new CompactedException(compacted.OldestRevision, compacted.Reason);
        }

        if (response.SnapshotBegin is { } begin && begin.Revision < _received.Revision)
        {
            throw new RpcException(new Status(StatusCode.Unavailable, "The node is behind what another one told already."));
        }

        _received.Take(response);
        Become(_received.NeedsSnapshot || response.Compacted is not null ? SubscriptionState.Resnapshot : SubscriptionState.Live);
        if (response.GoingAway is not null)
        {
            // Told in time, and no fault: the next node is asked at once.
            await LoseAsync(goesOn: true);
        }
    }

    private async Task KeepAsync(ByteString token, bool isPause, CancellationToken cancellationToken)
    {
        try
        {
            await _keeper.TakeAsync(token, isPause, cancellationToken);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            throw Failed(fault);
        }
    }

    private Task WaitAsync(Task task, TimeSpan? most, CancellationToken cancellationToken) =>
        _silence.WaitAsync(task, most, State == SubscriptionState.Stale ? null : () => Become(SubscriptionState.Stale), cancellationToken);

    private async Task LoseAsync(bool goesOn = false)
    {
        if (_stream is { } lost)
        {
            _stream = null;
            _round.Lost(wasServed: lost.HasAnswered && (goesOn || _time.GetElapsedTime(lost.OpenedAt) >= ShortLife));
            Become(State is SubscriptionState.Live or SubscriptionState.Resnapshot ? SubscriptionState.Connecting : State);
            await lost.DisposeAsync();
        }
    }

    private void Become(SubscriptionState state)
    {
        if (_state != state)
        {
            _state = state;
            StateChanged?.Invoke(state);
        }
    }

    private Exception Failed(Exception fault)
    {
        LastFault = fault;
        Become(SubscriptionState.Failed);
        return fault;
    }
}
