using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using CreditQuery.Log.Storage;

namespace CreditQuery.Log.Embedded;

/// <summary>The header of a log: which log it is and with which registry key it was made.</summary>
internal sealed record LogHeader
{
    public const string FileName = "header.json";
    public const uint CurrentFormat = 1;
    private const int MaxBytes = 4096;

    /// <summary>Format of the folder.</summary>
    [JsonPropertyName("format")]
    public required uint Format { get; init; }

    /// <summary>Identity of the log, 16 lower-case hexadecimal characters.</summary>
    [JsonPropertyName("epoch")]
    public required string Epoch { get; init; }

    /// <summary>Check value of the registry key.</summary>
    [JsonPropertyName("key_check")]
    public required byte[] KeyCheck { get; init; }

    /// <summary>When the log was made (UTC).</summary>
    [JsonPropertyName("created_at")]
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The header of a log that is being made, with a new epoch.</summary>
    public static LogHeader CreateNew(ReadOnlySpan<byte> keyCheck, TimeProvider clock) => new()
    {
        Format = CurrentFormat,
        Epoch = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)),
        KeyCheck = keyCheck.ToArray(),
        CreatedAt = clock.GetUtcNow(),
    };

    /// <summary>Reads the header of a folder and compares the key.</summary>
    public static LogHeader Read(ILogFileSystem files, string folder, ReadOnlySpan<byte> keyCheck)
    {
        var path = Path.Combine(folder, FileName);
        var bytes = new byte[MaxBytes];
        using var file = files.Open(path, writable: false);
        var header = Parse(bytes.AsSpan(0, file.Read(bytes, 0)), path);
        return CryptographicOperations.FixedTimeEquals(header.KeyCheck, keyCheck)
            ? header
            : throw new RegistryKeyMismatchException(folder);
    }

    /// <summary>Writes the header so that it is there whole or not at all, whenever the power goes.</summary>
    public void Write(ILogFileSystem files, string folder)
    {
        var path = Path.Combine(folder, FileName);
        using (var file = files.Create(path + LogFolder.TemporaryExtension))
        {
            file.Write(JsonSerializer.SerializeToUtf8Bytes(this), 0);
            file.Sync();
        }

        files.Rename(path + LogFolder.TemporaryExtension, path);
        files.SyncFolder(folder);
    }

    private static LogHeader Parse(ReadOnlySpan<byte> bytes, string path)
    {
        try
        {
            // The format comes first: a higher one may have other fields.
            var format = JsonSerializer.Deserialize<FormatOnly>(bytes)?.Format ?? 0;
            if (format > CurrentFormat)
            {
                throw new UpgradeNeededException(path, format, CurrentFormat);
            }

            var header = JsonSerializer.Deserialize<LogHeader>(bytes)!;
            return header is { Format: CurrentFormat, Epoch.Length: 16, KeyCheck: not null }
                ? header
                : throw new JsonException("a field has no valid value");
        }
        catch (JsonException e)
        {
            throw new ChangeLogCorruptException(path, 0, 1, "the header is unreadable: " + e.Message);
        }
    }

    private sealed record FormatOnly([property: JsonPropertyName("format")] uint Format);
}
