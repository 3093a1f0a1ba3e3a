using System.Security.Cryptography;
using System.Text;

namespace CreditQuery.Log.Redis;

/// <summary>A script that runs inside Redis; each begins with what all share (event.lua).</summary>
internal sealed class RedisScript
{
    public static readonly RedisScript Append = Load("append");
    public static readonly RedisScript Poll = Load("poll");
    public static readonly RedisScript Init = Load("init");
    public static readonly RedisScript Trim = Load("trim");

    /// <summary>The scripts of a node; <see cref="Init"/> is sent by <c>creditq log init</c> alone.</summary>
    public static readonly IReadOnlyList<RedisScript> All = [Append, Poll, Init, Trim];

    /// <summary>Takes a script; tests bring changed ones.</summary>
    /// <param name="text">Its whole text.</param>
    public RedisScript(string text)
    {
        Text = text;
#pragma warning disable CA5350 // Redis names scripts by their SHA-1.
        Hash = SHA1.HashData(Encoding.UTF8.GetBytes(text));
#pragma warning restore CA5350
    }

    /// <summary>The whole text.</summary>
    public string Text { get; }

    /// <summary>SHA-1 of the text, by which Redis knows it once it is loaded.</summary>
    public byte[] Hash { get; }

    private static RedisScript Load(string name)
    {
        var text = Read("event") + Read(name);
        return new(LogFailpoints.TimeOfRedis is { } time ? text.Replace("redis.call('TIME')", time, StringComparison.Ordinal) : text);
    }

    private static string Read(string name)
    {
        using var stream = typeof(RedisScript).Assembly.GetManifestResourceStream(name + ".lua")
            ?? throw new InvalidOperationException($"The assembly has no script {name}.lua.");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
