using CreditQuery.Client;
using Google.Protobuf;

namespace CreditQuery.FunctionalTests.Watch.Client;

public sealed class FileTokenStoreTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    [Fact]
    public async Task LoadAsync_NoFile_IsNoToken() => Assert.True((await new FileTokenStore(_path).LoadAsync(CancellationToken.None)).IsEmpty);

    [Fact]
    public async Task SaveAsync_Twice_LoadsTheSecond()
    {
        var store = new FileTokenStore(_path);
        await store.SaveAsync(ByteString.CopyFromUtf8("one"), CancellationToken.None);
        await store.SaveAsync(ByteString.CopyFromUtf8("two"), CancellationToken.None);

        Assert.Equal("two", (await new FileTokenStore(_path).LoadAsync(CancellationToken.None)).ToStringUtf8());
    }

    [Theory]
    [InlineData("no token!")]
    [InlineData(5_000)]
    public async Task LoadAsync_SomethingElse_IsRefused(object content)
    {
        await File.WriteAllTextAsync(_path, content as string ?? new string('A', (int)content), TestContext.Current.CancellationToken);

        await Assert.ThrowsAsync<IOException>(async () => await new FileTokenStore(_path).LoadAsync(CancellationToken.None));
    }

    public void Dispose() => File.Delete(_path);
}
