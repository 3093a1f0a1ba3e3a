using CreditQuery.Index.Checkpoints;
using Microsoft.Win32.SafeHandles;

namespace CreditQuery.Index.Transfer;

/// <summary>Reads the blocks of a checkpoint from its folder, each compared with its checksum.</summary>
/// <remarks>Not thread-safe; each reader has one of its own.</remarks>
public sealed class CheckpointReader : IDisposable
{
    private readonly string _folder;
    private readonly IDisposable? _held;
    private string _name = "";
    private SafeFileHandle? _file;

    internal CheckpointReader(string folder, CheckpointDescription description, IDisposable? held = null)
    {
        _folder = folder;
        _held = held;
        Description = description;
    }

    /// <summary>The checkpoint.</summary>
    public CheckpointDescription Description { get; }

    /// <summary>Opens the newest checkpoint of a stopped node.</summary>
    /// <param name="folder">Folder of its index, which is held until the reader is disposed.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="TransferRefusedException">There is no checkpoint in it.</exception>
    /// <exception cref="IndexInUseException">A node runs on it.</exception>
    public static CheckpointReader OpenNewest(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"There is no folder {folder}.");
        }

        var held = FolderLock.Take(folder);
        try
        {
            var newest = CheckpointDescription.NewestIn(folder) ?? throw new TransferRefusedException($"There is no checkpoint in {folder} that this version can read.");
            return new CheckpointReader(folder, newest, held);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Reads a block.</summary>
    /// <param name="block">Number, from 1 to the number of blocks.</param>
    /// <param name="destination">At least <see cref="CheckpointDescription.MaxBlockBytes"/> bytes.</param>
    /// <returns>Bytes of the block.</returns>
    /// <exception cref="DamagedBlockException">The file is shorter, cannot be read, or its bytes changed at rest.</exception>
    public int ReadBlock(ulong block, Span<byte> destination)
    {
        var place = Description.PlaceOf(block);
        var range = destination[..place.Length];
        try
        {
            var file = Open(place.File.Name);
            for (var done = 0; done < range.Length;)
            {
                var got = RandomAccess.Read(file, range[done..], place.Offset + done);
                done += got > 0 ? got : throw new EndOfStreamException($"{place} does not exist.");
            }
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new DamagedBlockException(block, $"{place} cannot be read: {fault.Message}", fault);
        }

        return LaneCrc32C.Of(range) == place.Sum ? range.Length : throw new DamagedBlockException(block, $"{place} is damaged.");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _file?.Dispose();
        _held?.Dispose();
    }

    private SafeFileHandle Open(string name)
    {
        if (_file is null || _name != name)
        {
            _file?.Dispose();
            _file = File.OpenHandle(Path.Combine(_folder, name), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, FileOptions.SequentialScan);
            _name = name;
        }

        return _file;
    }
}
