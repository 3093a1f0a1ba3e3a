using Google.Protobuf;

namespace CreditQuery.Client;

/// <summary>Saves the tokens of messages that were taken; in a flood not every one.</summary>
/// <param name="store">Where to; null: nowhere.</param>
/// <param name="interval">Least time between two saves.</param>
/// <param name="time">Clock.</param>
internal sealed class TokenKeeper(ITokenStore? store, TimeSpan interval, TimeProvider time)
{
    private ByteString _newest = ByteString.Empty;
    private ByteString _saved = ByteString.Empty;
    private long? _savedAt;

    /// <summary>The token of an earlier run.</summary>
    public async ValueTask<ByteString> LoadAsync(CancellationToken cancellationToken) => store is null ? ByteString.Empty : await store.LoadAsync(cancellationToken);

    /// <summary>Notes a token, and saves it unless one was saved a moment ago.</summary>
    public ValueTask TakeAsync(ByteString token, bool isPause, CancellationToken cancellationToken)
    {
        if (!token.IsEmpty)
        {
            _newest = token;
        }

        return isPause || _savedAt is not { } at || time.GetElapsedTime(at) >= interval ? SaveAsync(cancellationToken) : ValueTask.CompletedTask;
    }

    /// <summary>Saves the newest token, unless it is.</summary>
    public async ValueTask SaveAsync(CancellationToken cancellationToken)
    {
        if (store is not null && _newest != _saved)
        {
            var newest = _newest;
            await store.SaveAsync(newest, cancellationToken);
            (_saved, _savedAt) = (newest, time.GetTimestamp());
        }
    }
}
