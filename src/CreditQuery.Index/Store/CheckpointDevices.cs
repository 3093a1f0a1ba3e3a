using FASTER.core;

namespace CreditQuery.Index.Store;

/// <summary>The files of FASTER's checkpoints: hash table and what FASTER notes of it.</summary>
internal sealed class CheckpointDevices(StoreWrites writes) : INamedDeviceFactory
{
    private string _folder = "";

    public void Initialize(string baseName) => _folder = baseName;

    public IDevice Get(FileDescriptor fileInfo) =>
        new StoreDevice(Path.Combine(_folder, fileInfo.directoryName, fileInfo.fileName), writes, keepsFailed: false);

    public void Delete(FileDescriptor fileInfo)
    {
        var folder = Path.Combine(_folder, fileInfo.directoryName);
        if (fileInfo.fileName is null && Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
        else if (fileInfo.fileName is not null && Directory.Exists(folder))
        {
            File.Delete(Path.Combine(folder, fileInfo.fileName + ".0"));
        }
    }

    public IEnumerable<FileDescriptor> ListContents(string path)
    {
        var folder = Path.Combine(_folder, path);
        return Directory.Exists(folder) ? Directory.GetDirectories(folder).Select(static d => new FileDescriptor(Path.GetFileName(d), "")) : [];
    }
}
