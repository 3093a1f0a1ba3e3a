using CreditQuery.Index;

namespace CreditQuery.UnitTests.Index;

public sealed class RegistryKeyTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("creditquery-key-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void WriteTo_NewFile_ReadBackAndOwnerOnly()
    {
        var path = Path.Combine(_folder, "keys", "registry.key");
        var key = RegistryKey.Generate();

        key.WriteTo(path);

        Assert.Equal(key.Check, RegistryKey.FromFile(path)!.Check);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        }
    }

    [Fact]
    public void WriteTo_ExistingFile_NeverOverwritten()
    {
        var path = Path.Combine(_folder, "registry.key");
        RegistryKey.Generate().WriteTo(path);

        Assert.Throws<IOException>(() => RegistryKey.Generate().WriteTo(path));
    }

    [Fact]
    public void FromFile_ReadableByOthers_Refused()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var path = Path.Combine(_folder, "registry.key");
        RegistryKey.Generate().WriteTo(path);
        File.SetUnixFileMode(path, File.GetUnixFileMode(path) | UnixFileMode.GroupRead);

        Assert.Throws<RegistryKeyException>(() => RegistryKey.FromFile(path));
    }

    [Fact]
    public void FromFile_NoFile_Null() => Assert.Null(RegistryKey.FromFile(Path.Combine(_folder, "none")));

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("zz")]
    public void FromFile_OtherContent_Refused(string content)
    {
        var path = Path.Combine(_folder, "registry.key");
        RegistryKey.Generate().WriteTo(path);
        File.WriteAllText(path, content);

        Assert.Throws<RegistryKeyException>(() => RegistryKey.FromFile(path));
    }

    [Fact]
    public void ToString_AnyKey_NeverTheSecret()
    {
        var secret = Enumerable.Range(1, 32).Select(i => (byte)i).ToArray();
        var key = RegistryKey.FromBytes(secret);

        Assert.DoesNotContain(Convert.ToHexStringLower(secret)[..16], key.ToString(), StringComparison.Ordinal);
        Assert.Equal(key.Check, KeyCheckValue.Parse(key.Check.ToString()));
    }
}
