using CreditQuery.Index.Checkpoints;
using Microsoft.Win32.SafeHandles;

namespace CreditQuery.Index.Transfer;

/// <summary>Takes a checkpoint into a folder beside that of a stopped index, and puts it in that folder's place when it is whole.</summary>
/// <remarks>
/// The files themselves tell how far it came: at the opening every block that is there is compared with its checksum, so that neither a broken
/// connection nor a loss of power needs a record of its own. Not thread-safe; the folder of the index is held until it is disposed. Source: ADR 0022.
/// </remarks>
public sealed class CheckpointReceiver : ICheckpointTarget, IDisposable
{
    private const string BegunName = "incoming.json";

    // What is synced meanwhile, while more comes, is not waited for at the end, when the node is to start.
    private const ulong BlocksPerSync = 64;
    private const long SpareBytes = 64 << 20;

    private readonly AsideFolder _folder;
    private readonly FolderLock _held;
    private readonly Func<string, long> _freeBytes;
    private string _name = "";
    private SafeFileHandle? _file;
    private Task _syncing = Task.CompletedTask;

    private CheckpointReceiver(string indexFolder, Func<string, long> freeBytes)
    {
        _folder = new AsideFolder(indexFolder);
        _freeBytes = freeBytes;
        _held = FolderLock.Take(Path.GetFullPath(indexFolder));
    }

    /// <inheritdoc/>
    public CheckpointDescription? Begun { get; private set; }

    /// <inheritdoc/>
    public ulong Received { get; private set; }

    /// <summary>Called between the steps of <see cref="Complete"/>; tests let the process die there.</summary>
    internal Action<string>? AfterStep { get; set; }

    /// <summary>Opens the place beside the folder of an index, with what an earlier try left there.</summary>
    /// <param name="indexFolder">Folder of the index; made if it is missing.</param>
    /// <exception cref="IndexInUseException">A node runs on it.</exception>
    public static CheckpointReceiver Open(string indexFolder) => Open(indexFolder, static folder => new DriveInfo(folder).AvailableFreeSpace);

    /// <summary>Removes what stands beside a folder once its index has been opened: what a checkpoint took the place of, and one that was begun and is no longer wanted.</summary>
    /// <param name="indexFolder">Folder of the index.</param>
    public static void RemoveLeftovers(string indexFolder) => new AsideFolder(indexFolder).RemoveLeftovers();

    internal static CheckpointReceiver Open(string indexFolder, Func<string, long> freeBytes)
    {
        var receiver = new CheckpointReceiver(indexFolder, freeBytes);
        try
        {
            receiver.FindBegun();
            return receiver;
        }
        catch
        {
            receiver.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Begin(CheckpointDescription description)
    {
        ArgumentNullException.ThrowIfNull(description);
        if (Begun?.CheckpointId == description.CheckpointId)
        {
            return;
        }

        Discard();
        var free = _freeBytes(_folder.Parent);
        if (free < description.Bytes + SpareBytes)
        {
            throw new TransferRefusedException($"The checkpoint needs {description.Bytes + SpareBytes} bytes in {_folder.Parent}, and {free} are free.");
        }

        Directory.CreateDirectory(_folder.Path);
        foreach (var file in description.Manifest.Files)
        {
            // A file without bytes has no block that would make it.
            var path = Path.Combine(_folder.Path, file.Name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.Create(path).Dispose();
        }

        DurableFiles.Write(Path.Combine(_folder.Path, BegunName), description.Content.Span);
        Begun = description;
    }

    /// <inheritdoc/>
    public void Write(ulong block, ReadOnlySpan<byte> bytes)
    {
        var place = Begun is { } begun && block == Received + 1
            ? begun.PlaceOf(block)
            : throw new DamagedBlockException(block, $"Block {block} is not the next one after {Received}.");
        if (bytes.Length != place.Length || LaneCrc32C.Of(bytes) != place.Sum)
        {
            throw new DamagedBlockException(block, $"Block {block}, {place}, is not what the manifest says.");
        }

        if (_name != place.File.Name)
        {
            EndSync();
            CloseFile();
            _file = File.OpenHandle(Path.Combine(_folder.Path, place.File.Name), FileMode.Open, FileAccess.Write, FileShare.Read);
            _name = place.File.Name;
        }

        RandomAccess.Write(_file!, bytes, place.Offset);
        Received = block;
        if (block % BlocksPerSync == 0)
        {
            EndSync();
            var file = _file!;
            _syncing = Task.Run(() => RandomAccess.FlushToDisk(file));
        }
    }

    /// <inheritdoc/>
    public void Discard()
    {
        CloseFile();
        Begun = null;
        Received = 0;
        _folder.Discard();
    }

    /// <summary>Puts the whole checkpoint in the place of the index's folder: synced, renamed, the folder above synced.</summary>
    /// <remarks>What stood there before stays beside it until <see cref="RemoveLeftovers"/>. A process that dies at any point leaves the old folder, or the
    /// new one, or the whole checkpoint beside an empty place, which the next try puts in.</remarks>
    /// <exception cref="InvalidOperationException">Blocks are missing.</exception>
    /// <exception cref="IOException">The folder cannot be renamed: it is where a disk is mounted, or the disk fails.</exception>
    public void Complete()
    {
        if (Begun is not { } begun || Received != begun.Blocks)
        {
            throw new InvalidOperationException("The checkpoint is not whole.");
        }

        EndSync();
        CloseFile();
        _folder.Sync();
        AfterStep?.Invoke("synced");
        var beginning = Path.Combine(_folder.Path, BegunName);
        if (File.Exists(beginning))
        {
            File.Move(beginning, Path.Combine(_folder.Path, begun.Manifest.FileName), overwrite: true);
            DurableFiles.SyncFolder(_folder.Path);
        }

        AfterStep?.Invoke("named");
        _folder.Replace(AfterStep);
        Begun = null;
        Received = 0;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        CloseFile();
        _held.Dispose();
    }

    private void FindBegun()
    {
        if (!Directory.Exists(_folder.Path))
        {
            return;
        }

        var manifest = Directory.GetFiles(_folder.Path, BegunName).Concat(Directory.GetFiles(_folder.Path, "manifest-*.json")).FirstOrDefault();
        try
        {
            Begun = manifest is null ? null : CheckpointDescription.Read(File.ReadAllBytes(manifest));
        }
        catch (Exception fault) when (fault is InvalidDataException or TransferRefusedException)
        {
            // Torn, or of another version: the transfer begins anew.
        }

        if (Begun is { } begun)
        {
            Received = SoundBlocks(begun);
        }
        else
        {
            Discard();
        }
    }

    private ulong SoundBlocks(CheckpointDescription begun)
    {
        using var reader = new CheckpointReader(_folder.Path, begun);
        var buffer = new byte[CheckpointDescription.MaxBlockBytes];
        for (var sound = 0UL; sound < begun.Blocks; sound++)
        {
            try
            {
                reader.ReadBlock(sound + 1, buffer);
            }
            catch (DamagedBlockException)
            {
                return sound;
            }
        }

        return begun.Blocks;
    }

    // A disk that fails tells it once, to whoever synced then.
    private void EndSync()
    {
        try
        {
            _syncing.GetAwaiter().GetResult();
        }
        finally
        {
            _syncing = Task.CompletedTask;
        }
    }

    private void CloseFile()
    {
        // Whatever came of it: what is closed here without having been told is thrown away, or compared with its checksums at the next try.
        Task.WaitAny(_syncing);
        _syncing = Task.CompletedTask;
        _file?.Dispose();
        _file = null;
        _name = "";
    }
}
