using CreditQuery.InteropHost;

namespace CreditQuery.FunctionalTests.Interop.Peers;

/// <summary>Certificates and descriptors that all peers of this run share, in a folder that goes with it.</summary>
internal sealed class InteropFolder : IDisposable
{
    private static readonly string Root = FindRoot();

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("creditquery-interop-");

    public InteropFolder()
    {
        Certificates = TestCertificates.Create();
        InteropFiles.WriteDescriptors(_folder.FullName);
        Certificates.Write(_folder.FullName);
    }

    public TestCertificates Certificates { get; }

    public string Authority => At(TestCertificates.AuthorityFile);

    public string Descriptors => At(InteropFiles.Descriptors);

    public string Certificate => At(TestCertificates.ServerFile);

    public string Key => At(TestCertificates.ServerKeyFile);

    /// <summary>A path of the source tree.</summary>
    public static string InTree(string path) => Path.Combine(Root, path);

    public void Dispose()
    {
        Certificates.Dispose();
        _folder.Delete(recursive: true);
    }

    private string At(string name) => Path.Combine(_folder.FullName, name);

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "CreditQuery.sln")))
        {
            folder = folder.Parent ?? throw new DirectoryNotFoundException("The tests do not run inside the source tree.");
        }

        return folder.FullName;
    }
}
