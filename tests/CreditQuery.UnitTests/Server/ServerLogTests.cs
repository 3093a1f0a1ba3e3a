using System.Reflection;
using CreditQuery.Server.Telemetry;
using Microsoft.Extensions.Logging;

namespace CreditQuery.UnitTests.Server;

public sealed class ServerLogTests
{
    [Fact]
    public void Events_IdsAndNames_AreUniqueAndInRange()
    {
        var events = typeof(ServerLog).Assembly.GetTypes().SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Public)).Select(method => method.GetCustomAttribute<LoggerMessageAttribute>()).OfType<LoggerMessageAttribute>().ToList();

        Assert.NotEmpty(events);
        Assert.All(events, log => Assert.InRange(log.EventId, 3000, 3999));
        Assert.Equal(events.Count, events.Select(log => log.EventId).Distinct().Count());
        Assert.Equal(events.Count, events.Select(log => log.EventName).Distinct().Count());
    }
}
