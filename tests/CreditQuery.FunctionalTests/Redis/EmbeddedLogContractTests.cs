using CreditQuery.Log;
using Microsoft.Extensions.Logging.Abstractions;

namespace CreditQuery.FunctionalTests.Redis;

/// <summary>The embedded log does what every change log must.</summary>
public sealed class EmbeddedLogContractTests : ChangeLogContract, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("creditquery-log-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    protected override async Task<IChangeLog> OpenAsync() => await EmbeddedChangeLog.OpenAsync(
        new ChangeLogOptions { Path = Path.Combine(_folder, "log") }, RedisBench.KeyCheck, TimeProvider.System, NullLogger.Instance, Token);
}
