using Google.Protobuf;

namespace CreditQuery.Client;

/// <summary>Keeps the place of a subscription between two runs of a program.</summary>
/// <remarks>A token is saved once the consumer has asked for the next message: after a crash the last ones come again, none is lost. For exactly
/// once leave it out and keep <see cref="SubscriptionMessage.Token"/> in one transaction with the effect.</remarks>
public interface ITokenStore
{
    /// <summary>Loads the newest token.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Empty if there is none yet.</returns>
    ValueTask<ByteString> LoadAsync(CancellationToken cancellationToken);

    /// <summary>Saves a token in place of the one before.</summary>
    /// <param name="token">The token.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask SaveAsync(ByteString token, CancellationToken cancellationToken);
}
