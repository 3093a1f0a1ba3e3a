namespace CreditQuery.FunctionalTests.Releases;

/// <summary>Data of every release is opened by today's server and gives the answers of that release.</summary>
/// <remarks>A release adds its folder: run this test with CREDITQUERY_WRITE_RELEASE set to the folder to write (docs/operations.md).</remarks>
public sealed class ReleaseDataTests
{
    [Fact]
    public async Task Open_FolderOfARelease_GivesItsAnswers()
    {
        var folders = Directory.GetDirectories(Path.Combine(AppContext.BaseDirectory, "Releases"));

        Assert.NotEmpty(folders);
        foreach (var folder in folders)
        {
            await ReleaseData.AssertAnswersAsync(folder);
        }
    }

    [Fact]
    public async Task Write_FolderOfThisVersion_OpensAgain()
    {
        var target = Environment.GetEnvironmentVariable("CREDITQUERY_WRITE_RELEASE");
        var folder = target ?? Directory.CreateTempSubdirectory("creditquery-release-").FullName;
        try
        {
            await ReleaseData.WriteAsync(folder);

            await ReleaseData.AssertAnswersAsync(folder);
        }
        finally
        {
            if (target is null)
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }
}
