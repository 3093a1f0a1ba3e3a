namespace CreditQuery.FunctionalTests.Deployment;

/// <summary>A folder that <c>deploy/certificates.sh</c> has filled.</summary>
internal sealed class LocalCertificates : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("creditquery-certs-");

    public string Folder => _folder.FullName;

    public static async Task<LocalCertificates> MakeAsync()
    {
        var made = new LocalCertificates();
        var (code, told) = await Tree.RunAsync(Tree.PathOf("deploy", "certificates.sh"), [made.Folder]);
        Assert.True(code == 0, told);
        return made;
    }

    /// <summary>Path of a file of one piece, for instance <c>node-a</c>, <c>tls.pem</c>.</summary>
    public string Of(string piece, string file) => Path.Combine(Folder, piece, file);

    public void Dispose() => _folder.Delete(recursive: true);
}
