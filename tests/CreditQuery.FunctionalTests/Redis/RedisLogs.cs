using CreditQuery.Log;
using CreditQuery.Protos.Log.V1;
using CreditQuery.Protos.V1;
using Google.Protobuf;
using Microsoft.Extensions.Logging.Abstractions;

namespace CreditQuery.FunctionalTests.Redis;

/// <summary>Makes logs in Redis, in this process.</summary>
internal static class RedisLogs
{
    /// <summary>Makes a log, with the shipped catalogue as its first change set.</summary>
    /// <param name="options">Addresses and registry.</param>
    /// <param name="keyCheck">Check value of the registry's key.</param>
    public static async Task MakeAsync(ChangeLogOptions options, byte[] keyCheck)
    {
        var token = TestContext.Current.CancellationToken;
        await RedisLogSetup.InitialiseAsync(options, keyCheck, TimeProvider.System, NullLogger.Instance, token);
        await using var log = await RedisChangeLog.OpenAsync(options, keyCheck, TimeProvider.System, NullLogger.Instance, token);
        var content = await File.ReadAllBytesAsync(Path.Combine(AppContext.BaseDirectory, "catalogues", "cn-2026.yaml"), token);
        var set = new ChangeSet { Changes = { new Change { PutCatalogue = new PutCatalogue { Name = "cn-2026", Content = ByteString.CopyFrom(content) } } } };
        await log.AppendAsync(set.ToByteArray(), ChangeId.New(TimeProvider.System), "test:init", token);
    }
}
