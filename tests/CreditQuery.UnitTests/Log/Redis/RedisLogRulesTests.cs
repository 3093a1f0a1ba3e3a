using CreditQuery.Log;

namespace CreditQuery.UnitTests.Log.Redis;

public class RedisLogRulesTests
{
    private readonly ChangeLogOptions _options = new() { Kind = LogKind.Redis };

    [Theory]
    [InlineData("127.0.0.1:6379")]
    [InlineData("redis-a.example:6379, redis-b.example:6380")]
    [InlineData("[::1]:6379")]
    public void Validate_Addresses_Pass(string endpoints)
    {
        _options.Redis.Endpoints = endpoints;

        Assert.Empty(Failures());
    }

    [Theory]
    [InlineData("")]
    [InlineData("redis.example")]
    [InlineData("redis.example:")]
    [InlineData("redis.example:0")]
    [InlineData("redis.example:70000")]
    [InlineData("a:1,b:1,c:1,d:1,e:1,f:1,g:1,h:1,i:1")]
    public void Validate_NoAddresses_NamesTheKey(string endpoints)
    {
        _options.Redis.Endpoints = endpoints;

        Assert.Contains(Failures(), static failure => failure.Contains("Endpoints", StringComparison.Ordinal));
    }

    [Fact]
    public void Validate_FilesThatAreNotThere_NameTheirKeys()
    {
        _options.Redis.PasswordFile = "/nowhere/password";
        _options.Redis.Tls = new RedisTlsOptions { Enabled = true, AuthoritiesPath = "/nowhere/ca.pem", CertificatePath = "/nowhere/own.pem", KeyPath = "/nowhere/own.key" };

        Assert.Equal(
            ["Log:Redis:PasswordFile", "Log:Redis:Tls:AuthoritiesPath", "Log:Redis:Tls:CertificatePath", "Log:Redis:Tls:KeyPath"],
            Failures().Select(static failure => failure[..failure.IndexOf(": ", StringComparison.Ordinal)]));
    }

    [Fact]
    public void Validate_AuthoritiesWithoutTls_AreRefused()
    {
        _options.Redis.Tls.AuthoritiesPath = typeof(RedisLogRulesTests).Assembly.Location;

        Assert.Contains(Failures(), static failure => failure.StartsWith("Log:Redis:Tls:Enabled", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Main")]
    [InlineData("a b")]
    [InlineData("{x}")]
    public void Validate_RegistryName_IsKeptPlain(string name)
    {
        _options.Redis.Registry = name;

        Assert.True(new ChangeLogOptionsValidator().Validate(null, _options).Failed);
    }

    [Fact]
    public void Validate_EmbeddedLog_DoesNotLookAtRedis()
    {
        _options.Kind = LogKind.Embedded;
        _options.Redis.Endpoints = "";

        Assert.Empty(Failures());
    }

    private IEnumerable<string> Failures() => new RedisLogRules().Validate(null, _options).Failures ?? [];
}
