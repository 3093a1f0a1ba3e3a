namespace CreditQuery.Cli.Import;

/// <summary>Size and time of a file, to see that it was not written while it was read: the ids of its blocks derive from its content.</summary>
internal readonly record struct FileStamp
{
    private string Path { get; init; }

    private long Length { get; init; }

    private DateTime WrittenAt { get; init; }

    /// <summary>Takes the stamp of a file.</summary>
    public static FileStamp Of(string path)
    {
        var file = new FileInfo(path);
        return new FileStamp { Path = path, Length = file.Length, WrittenAt = file.LastWriteTimeUtc };
    }

    /// <summary>Fails if the file was written since.</summary>
    /// <exception cref="CommandFailure">It was.</exception>
    public void RequireUnchanged()
    {
        if (!File.Exists(Path) || Of(Path) != this)
        {
            throw new CommandFailure(
                ExitCodes.BadFile,
                "The file was written while it was read; its last rows may have been imported cut off.",
                "Import it again when it is complete: what is in already is not changed by it.");
        }
    }
}
