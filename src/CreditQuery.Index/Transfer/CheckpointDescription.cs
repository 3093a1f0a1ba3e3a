using CreditQuery.Index.Checkpoints;
using CreditQuery.Index.Store;

namespace CreditQuery.Index.Transfer;

/// <summary>What a checkpoint (检查点) is and how it is cut into blocks: the ranges of its files in the order of its manifest, numbered from 1.</summary>
/// <remarks>Immutable. The bytes of the manifest are the description: whoever takes over a checkpoint compares every block with them. Source: ADR 0022.</remarks>
public sealed class CheckpointDescription
{
    /// <summary>Bytes of a block at most: 1 MiB, the range of one checksum.</summary>
    public const int MaxBlockBytes = FileSums.RangeBytes;

    /// <summary>The newest format of checkpoints that this version writes and reads.</summary>
    public const int CurrentFormat = CheckpointManifest.CurrentFormat;

    /// <summary>Bytes of a manifest at most: 16 MiB, which a checkpoint of three terabytes has.</summary>
    public const int MaxManifestBytes = 16 << 20;

    private const int ChainBytes = 20;
    private const string Records = "records.log.";
    private const string State = "state-";
    private const string Checkpoints = "checkpoints/";

    private readonly ulong[] _first;

    private CheckpointDescription(CheckpointManifest manifest, ReadOnlyMemory<byte> content)
    {
        Manifest = manifest;
        Content = content;
        _first = new ulong[manifest.Files.Count];
        for (var i = 0; i < _first.Length; i++)
        {
            _first[i] = Blocks + 1;
            Blocks += (ulong)manifest.Files[i].Count;
            Bytes += manifest.Files[i].Length;
        }
    }

    /// <summary>The manifest's file, byte for byte.</summary>
    public ReadOnlyMemory<byte> Content { get; }

    /// <summary>Tells this checkpoint from every other: 32 hexadecimal characters.</summary>
    public string CheckpointId => Manifest.Id;

    /// <summary>Identity of the log: 16 hexadecimal characters.</summary>
    public string Epoch => Manifest.Epoch;

    /// <summary>Revision of the checkpoint.</summary>
    public ulong Revision => Manifest.Revision;

    /// <summary>Chain value after that revision, 40 hexadecimal characters.</summary>
    public string Chain => Manifest.Chain;

    /// <summary>The version of the catalogue that came last; empty if there is none.</summary>
    public string CatalogueVersion => Manifest.CatalogueVersions.Count == 0 ? "" : Manifest.CatalogueVersions[^1];

    /// <summary>Check value of the registry's key, 16 hexadecimal characters; never the key.</summary>
    public string KeyCheck => Manifest.KeyCheck;

    /// <summary>When its revision was recorded.</summary>
    public DateTimeOffset RecordedAt => DateTimeOffset.FromUnixTimeMilliseconds(Manifest.RecordedAtMs);

    /// <summary>Format of checkpoints.</summary>
    public int Format => Manifest.Format;

    /// <summary>How many blocks there are.</summary>
    public ulong Blocks { get; }

    /// <summary>Bytes of all blocks.</summary>
    public long Bytes { get; }

    internal CheckpointManifest Manifest { get; }

    /// <summary>Reads a manifest.</summary>
    /// <param name="content">Its file, byte for byte; the description keeps it.</param>
    /// <exception cref="InvalidDataException">It is damaged, or names files that no checkpoint has.</exception>
    /// <exception cref="TransferRefusedException">It has another format than this version reads.</exception>
    public static CheckpointDescription Read(ReadOnlyMemory<byte> content)
    {
        var manifest = content.Length <= MaxManifestBytes ? CheckpointManifest.TryRead(content.Span) : null;
        if (manifest is not { Files: not null, Epoch: not null, Chain: not null, KeyCheck: not null, CatalogueVersions: not null })
        {
            throw new InvalidDataException("The manifest of the checkpoint is damaged, or of an earlier format.");
        }

        if (manifest.Chain.Length != 2 * ChainBytes || !manifest.Chain.All(char.IsAsciiHexDigit))
        {
            throw new InvalidDataException("The manifest of the checkpoint has no chain value.");
        }

        RequireFormat(manifest.Format);
        // The names come from elsewhere: none may lead out of the folder, and none may be a file that checkpoints do not have.
        if (manifest.Files.Any(static file => !IsNameOfCheckpoint(file.Name) || !file.IsWhole)
            || manifest.Files.DistinctBy(static file => file.Name).Count() != manifest.Files.Count)
        {
            throw new InvalidDataException("The manifest of the checkpoint names files that no checkpoint has.");
        }

        return new CheckpointDescription(manifest, content);
    }

    /// <summary>The newest checkpoint of a folder, by its manifest alone.</summary>
    /// <param name="folder">Folder of an index.</param>
    /// <param name="epoch">Identity of the log; null for any.</param>
    /// <returns>Null if there is none that can be read.</returns>
    public static CheckpointDescription? NewestIn(string folder, string? epoch = null)
    {
        var candidates = new CheckpointFolder(new CreditIndexOptions { Folder = folder }).Candidates;
        var newest = candidates.FirstOrDefault(c => c.Manifest is { IsReadable: true } manifest && (epoch is null || manifest.Epoch == epoch));
        return newest.Name is { } name ? Read(File.ReadAllBytes(Path.Combine(folder, name))) : null;
    }

    /// <summary>Whether a folder has checkpoints of any kind, also ones that this version cannot read.</summary>
    /// <param name="folder">Folder of an index.</param>
    public static bool AnyIn(string folder) => new CheckpointFolder(new CreditIndexOptions { Folder = folder }).Candidates.Any();

    /// <summary>Whether a folder has a checkpoint of a later version.</summary>
    /// <param name="folder">Folder of an index.</param>
    public static bool IsLaterIn(string folder) =>
        new CheckpointFolder(new CreditIndexOptions { Folder = folder }).Candidates.Any(static c => c.Manifest is { Format: > CheckpointManifest.CurrentFormat });

    /// <summary>Refuses a format that this version does not read.</summary>
    /// <param name="format">Format of checkpoints, as a manifest or a peer states it.</param>
    /// <exception cref="TransferRefusedException">It is another one.</exception>
    public static void RequireFormat(long format)
    {
        if (format is < CheckpointManifest.OldestFormat or > CurrentFormat)
        {
            throw new TransferRefusedException($"The checkpoint has format {format}; this version reads {CheckpointManifest.OldestFormat} to {CurrentFormat}. Both sides need the same version.");
        }
    }

    /// <summary>Refuses a checkpoint that a node could not start from.</summary>
    /// <param name="options">Options of the node's index.</param>
    /// <param name="keyCheck">Check value of its key.</param>
    /// <param name="epoch">Identity of its log; null if that is not known.</param>
    /// <exception cref="TransferRefusedException">Another key, another log, other pages, or more records than fit.</exception>
    public void Require(CreditIndexOptions options, KeyCheckValue keyCheck, string? epoch)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (epoch is not null && Epoch != epoch)
        {
            throw new TransferRefusedException($"The checkpoint is of the log {Epoch}, not of {epoch}.");
        }

        RequireKey(keyCheck);
        if (Manifest.PageBytes != options.PageBytes)
        {
            throw new TransferRefusedException($"The checkpoint has pages of {Manifest.PageBytes} bytes: set Index:PageBytes to that.");
        }

        var fits = SubjectStore.CapacityOf(options);
        if (Manifest.RecordLength > fits)
        {
            throw new TransferRefusedException($"The checkpoint holds {Manifest.RecordLength} bytes of records, and {fits} fit: raise Index:RecordMemoryBytes.");
        }
    }

    /// <summary>Refuses a checkpoint of another key.</summary>
    /// <param name="keyCheck">Check value of the registry's key.</param>
    /// <exception cref="TransferRefusedException">It was written with another one.</exception>
    public void RequireKey(KeyCheckValue keyCheck)
    {
        if (KeyCheck != keyCheck.ToString())
        {
            throw new TransferRefusedException($"The checkpoint was written with another registry key ({KeyCheck}, not {keyCheck}).");
        }
    }

    /// <summary>Finds a block.</summary>
    /// <param name="block">Number, from 1 to <see cref="Blocks"/>.</param>
    internal BlockPlace PlaceOf(ulong block)
    {
        ArgumentOutOfRangeException.ThrowIfZero(block);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(block, Blocks);
        var at = Manifest.Files.Count - 1;

        // A file without bytes has no block, and the first number of the next one.
        while (_first[at] > block || Manifest.Files[at].Count == 0)
        {
            at--;
        }

        return new BlockPlace(Manifest.Files[at], (int)(block - _first[at]));
    }

    private static bool IsNameOfCheckpoint(string name) =>
        (name.StartsWith(Records, StringComparison.Ordinal) || name.StartsWith(State, StringComparison.Ordinal) || name.StartsWith(Checkpoints, StringComparison.Ordinal))
        && name.Split('/') is var parts
        && (parts.Length == 1 || parts[0] + "/" == Checkpoints)
        && parts.All(static part => part.Length > 0 && part[0] != '.' && part.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_'));
}
