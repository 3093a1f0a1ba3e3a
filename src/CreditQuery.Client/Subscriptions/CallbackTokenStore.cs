using Google.Protobuf;

namespace CreditQuery.Client;

/// <summary>Keeps the token wherever the program likes.</summary>
/// <param name="load">Gives the newest token; empty if there is none.</param>
/// <param name="save">Saves a token.</param>
public sealed class CallbackTokenStore(Func<CancellationToken, ValueTask<ByteString>> load, Func<ByteString, CancellationToken, ValueTask> save) : ITokenStore
{
    /// <inheritdoc/>
    public ValueTask<ByteString> LoadAsync(CancellationToken cancellationToken) => load(cancellationToken);

    /// <inheritdoc/>
    public ValueTask SaveAsync(ByteString token, CancellationToken cancellationToken) => save(token, cancellationToken);
}
