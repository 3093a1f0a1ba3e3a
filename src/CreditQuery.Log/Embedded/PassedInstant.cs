using System.Buffers.Binary;
using CreditQuery.Log.Storage;

namespace CreditQuery.Log.Embedded;

/// <summary>The last instant that was passed, in a file of the log's folder: the clock of a later start may be behind it.</summary>
/// <remarks>8 bytes milliseconds, 4 bytes CRC-32C. Written in place: what a power loss tears was not told to anybody yet, and the one before it is a day older.</remarks>
internal sealed class PassedInstant(ILogFileSystem files, string folder)
{
    public const string FileName = "passed";

    private const int SizeBytes = 12;

    private readonly string _path = Path.Combine(folder, FileName);

    /// <summary>Reads it.</summary>
    /// <returns>Milliseconds since the Unix epoch; 0 if there is none.</returns>
    public long Read()
    {
        if (!files.List(folder).Contains(FileName))
        {
            return 0;
        }

        Span<byte> bytes = stackalloc byte[SizeBytes];
        using var file = files.Open(_path, writable: false);
        return file.Read(bytes, 0) == SizeBytes && BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]) == Crc32C.Compute(bytes[..8])
            ? BinaryPrimitives.ReadInt64LittleEndian(bytes)
            : 0;
    }

    /// <summary>Makes it durable.</summary>
    /// <param name="instantMs">Milliseconds since the Unix epoch.</param>
    /// <exception cref="DiskFullException">No room for the file.</exception>
    public void Write(long instantMs)
    {
        Span<byte> bytes = stackalloc byte[SizeBytes];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, instantMs);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[8..], Crc32C.Compute(bytes[..8]));
        var isNew = !files.List(folder).Contains(FileName);
        using (var file = isNew ? files.Create(_path) : files.Open(_path, writable: true))
        {
            file.Write(bytes, 0);
            file.Sync();
        }

        if (isNew)
        {
            files.SyncFolder(folder);
        }
    }
}
