using StackExchange.Redis;

namespace CreditQuery.Log.Redis;

/// <summary>One connection to one Redis, with a deadline of ours on every call.</summary>
/// <remarks>The client library neither fails nor times out while Redis is stopped. A call that misses its deadline, and an error that says that this
/// server is of no use, end the connection: <see cref="Lost"/> tells the link, which makes another.</remarks>
internal sealed class RedisServer : IDisposable
{
    private readonly ConnectionMultiplexer _connection;
    private readonly IDatabase _database;
    private readonly RedisSettings _settings;
    private readonly CancellationTokenSource _lost = new();
    private string _reason = "the connection was closed";
    private int _isLost;

    public RedisServer(ConnectionMultiplexer connection, string endpoint, RedisSettings settings)
    {
        _connection = connection;
        _database = connection.GetDatabase();
        _settings = settings;
        Endpoint = endpoint;
        Lost = _lost.Token;
        connection.ConnectionFailed += (_, failure) => Lose($"{failure.FailureType}");
    }

    /// <summary>Its address.</summary>
    public string Endpoint { get; }

    /// <summary>Cancelled once the connection is of no use any more.</summary>
    public CancellationToken Lost { get; }

    /// <summary>Address and registry, for messages.</summary>
    public string Where => _settings.WhereAt(Endpoint);

    /// <summary>Runs a script that was loaded when the connection was made.</summary>
    /// <exception cref="ChangeLogException">What went wrong, as <see cref="RedisFaults"/> says.</exception>
    public Task<RedisResult> RunAsync(RedisScript script, RedisKey[] keys, RedisValue[] values, CancellationToken cancellationToken) =>
        WithinAsync(static (call, d) => d.ScriptEvaluateAsync(call.script.Hash, call.keys, call.values), (script, keys, values), cancellationToken);

    /// <summary>Executes a command.</summary>
    /// <exception cref="ChangeLogException">As above.</exception>
    public Task<RedisResult> ExecuteAsync(string command, object[] arguments, CancellationToken cancellationToken) =>
        WithinAsync(static (call, d) => d.ExecuteAsync(call.command, call.arguments), (command, arguments), cancellationToken);

    /// <summary>Receives what is published on a channel.</summary>
    public async Task SubscribeAsync(string channel, Action<byte[]> receive, CancellationToken cancellationToken)
    {
        var subscriber = _connection.GetSubscriber();
        await WithinAsync(
            static async (call, _) =>
            {
                await call.subscriber.SubscribeAsync(call.channel, (_, message) => call.receive(message!));
                return true;
            },
            (subscriber, channel, receive),
            cancellationToken);
    }

    /// <summary>Ends the connection: whoever waits for an answer gets a fault.</summary>
    /// <param name="reason">Why, for the log; the first one counts.</param>
    public void Lose(string reason)
    {
        if (Interlocked.Exchange(ref _isLost, 1) == 0)
        {
            _reason = reason;
            _lost.Cancel();
        }
    }

    /// <summary>Why it was lost.</summary>
    public string Reason => _reason;

    public void Dispose()
    {
        Lose("it is no longer used");
        // Not waiting for commands under way: Redis may be stopped.
        _connection.Close(allowCommandsToComplete: false);
        _connection.Dispose();
    }

    private async Task<TResult> WithinAsync<TState, TResult>(Func<TState, IDatabase, Task<TResult>> call, TState state, CancellationToken cancellationToken)
    {
        if (Lost.IsCancellationRequested)
        {
            throw new ChangeLogUnavailableException($"{Where}: {_reason}");
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(Lost, cancellationToken);
        try
        {
            var answer = call(state, _database).WaitAsync(_settings.CallTimeout, _settings.Time, either.Token);

            // The library completes tasks on the thread that reads the socket: a caller that blocks there for a next answer would never get it.
            await answer.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            return await answer;
        }
        catch (RedisServerException error)
        {
            if (RedisFaults.EndsConnection(error))
            {
                Lose(error.Message);
            }

            throw RedisFaults.Of(error, Where, _settings.Epoch);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ChangeLogUnavailableException($"{Where}: {_reason}");
        }
        catch (Exception fault) when (fault is TimeoutException or RedisException or RedisCommandException or InvalidOperationException)
        {
            var reason = fault is TimeoutException ? $"no answer within {_settings.CallTimeout.TotalSeconds:0.###} s" : fault.Message;
            Lose(reason);
            throw new ChangeLogUnavailableException($"{Where}: {reason}", fault);
        }
    }
}
