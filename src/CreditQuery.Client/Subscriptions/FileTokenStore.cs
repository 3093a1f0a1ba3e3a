using System.Text;
using Google.Protobuf;

namespace CreditQuery.Client;

/// <summary>Keeps the token in a file, which is replaced as a whole.</summary>
/// <remarks>One line of base 64, synced before it takes the place of the one before: after a power loss it may hold an earlier token, never a part of one, and what
/// came after that one comes again. An empty file is no token.</remarks>
/// <param name="path">The file; it need not exist, its folder must.</param>
public sealed class FileTokenStore(string path) : ITokenStore
{
    private const int MostBytes = 4_096;

    /// <inheritdoc/>
    /// <exception cref="IOException">It cannot be read, or holds no token.</exception>
    public async ValueTask<ByteString> LoadAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            return ByteString.Empty;
        }

        if (new FileInfo(path).Length > MostBytes)
        {
            throw NoToken(null);
        }

        var text = (await File.ReadAllTextAsync(path, cancellationToken)).Trim();
        try
        {
            return ByteString.FromBase64(text);
        }
        catch (FormatException fault)
        {
            throw NoToken(fault);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="IOException">It cannot be written.</exception>
    public async ValueTask SaveAsync(ByteString token, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(token);
        var part = path + ".part";
        await using (var file = new FileStream(part, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 1))
        {
            await file.WriteAsync(Encoding.ASCII.GetBytes(token.ToBase64() + "\n"), cancellationToken);
            file.Flush(flushToDisk: true);
        }

        File.Move(part, path, overwrite: true);
    }

    private IOException NoToken(Exception? fault) => new($"The file {path} holds no token of a subscription.", fault);
}
