namespace CreditQuery.Log.Storage;

/// <summary>An open file of the log. Reads may run beside one writer.</summary>
internal interface ILogFile : IDisposable
{
    /// <summary>Its full path, for messages.</summary>
    string Path { get; }

    /// <summary>Its length in bytes.</summary>
    long Length { get; }

    /// <summary>Reads at an offset.</summary>
    /// <returns>Bytes read; fewer than asked only at the end of the file.</returns>
    int Read(Span<byte> destination, long offset);

    /// <summary>Writes at an offset; durable only after <see cref="Sync"/>.</summary>
    /// <exception cref="DiskFullException">No room; some bytes may have been written.</exception>
    void Write(ReadOnlySpan<byte> source, long offset);

    /// <summary>Cuts or extends the file; durable only after <see cref="Sync"/>.</summary>
    void SetLength(long length);

    /// <summary>Returns once content and length survive a power loss.</summary>
    void Sync();
}
