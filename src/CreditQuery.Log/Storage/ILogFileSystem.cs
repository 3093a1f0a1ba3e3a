namespace CreditQuery.Log.Storage;

/// <summary>The file operations of the embedded log; tests put a simulated disk here that loses power.</summary>
internal interface ILogFileSystem
{
    /// <summary>Makes a folder and its parents if they are missing; their names are durable afterwards.</summary>
    void CreateFolder(string folder);

    /// <summary>Takes the exclusive lock of a folder until disposed.</summary>
    /// <exception cref="ChangeLogLockedException">Someone else holds it.</exception>
    IDisposable Lock(string folder);

    /// <summary>Names (without folder) of the files in a folder, in no order.</summary>
    IReadOnlyList<string> List(string folder);

    /// <summary>Makes an empty file, over an old one if there is one.</summary>
    /// <exception cref="DiskFullException">No room.</exception>
    ILogFile Create(string path);

    /// <summary>Opens a file.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    ILogFile Open(string path, bool writable);

    /// <summary>Gives a file another name, over an old one if there is one; durable only after <see cref="SyncFolder"/>.</summary>
    void Rename(string from, string to);

    /// <summary>Removes a name; open readers keep the content. Durable only after <see cref="SyncFolder"/>.</summary>
    void Delete(string path);

    /// <summary>Returns once the names in a folder survive a power loss.</summary>
    void SyncFolder(string folder);
}
