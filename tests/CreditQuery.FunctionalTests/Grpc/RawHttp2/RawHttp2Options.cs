namespace CreditQuery.FunctionalTests.Grpc.RawHttp2;

/// <summary>What one side of a raw connection does by itself; a test switches off what it wants to get wrong.</summary>
internal sealed record RawHttp2Options
{
    /// <summary>Sent in the first SETTINGS frame.</summary>
    public IReadOnlyList<(Http2SettingId Id, uint Value)> Settings { get; init; } = [];

    /// <summary>Answer the peer's SETTINGS.</summary>
    public bool AckSettings { get; init; } = true;

    /// <summary>Answer the peer's PINGs.</summary>
    public bool AckPings { get; init; } = true;

    /// <summary>Give back every received byte of flow control at once.</summary>
    public bool ReplenishWindows { get; init; } = true;

    /// <summary>How long any one wait may last before the test fails.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);
}
