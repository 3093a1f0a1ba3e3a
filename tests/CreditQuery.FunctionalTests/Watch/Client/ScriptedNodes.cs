using System.Threading.Channels;
using CreditQuery.Protos.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;

namespace CreditQuery.FunctionalTests.Watch.Client;

/// <summary>Stand-ins for nodes: each stream that is opened is served by the test, message by message.</summary>
internal sealed class ScriptedNodes
{
    private readonly Channel<ScriptedStream> _opened = Channel.CreateUnbounded<ScriptedStream>();

    public IAsyncEnumerable<WatchResponse> Open(Uri address, WatchRequest request, CancellationToken cancellationToken)
    {
        var stream = new ScriptedStream(address, request);
        _opened.Writer.TryWrite(stream);
        return stream.ReadAsync(cancellationToken);
    }

    /// <summary>The next stream that is opened.</summary>
    public Task<ScriptedStream> NextAsync() =>
        _opened.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(Node.NodeHost.Patience);

    public static ByteString Token(string text) => ByteString.CopyFromUtf8(text);

    public static WatchResponse Event(ulong revision, uint ordinal = 0, bool last = true, string? token = null, EntryState before = EntryState.Unspecified, EntryState state = EntryState.Active) => new()
    {
        Event = new StatusEvent
        {
            Revision = revision,
            Ordinal = ordinal,
            LastOfRevision = last,
            Instant = Timestamp.FromDateTimeOffset(TestStart.AddSeconds(revision)),
            Type = StatusEventType.Changed,
            Cause = EventCause.Log,
            Subject = "s",
            EntryId = $"e{ordinal}",
            PreviousState = before,
            State = state,
            Token = Token(token ?? $"{revision}.{ordinal}"),
        },
    };

    public static WatchResponse Progress(ulong revision, string? token = null) => new() { Progress = new WatchProgress { Revision = revision, Token = Token(token ?? $"p{revision}") } };

    public static WatchResponse GoingAway(string token) => new() { GoingAway = new GoingAway { Token = Token(token), Reason = "shutting down" } };

    public static WatchResponse Begin(ulong revision) => new() { SnapshotBegin = new SnapshotBegin { Revision = revision } };

    public static WatchResponse Status(ulong revision, string subject = "s") => new() { SubjectStatus = new SubjectStatus { Revision = revision, SubjectMask = subject } };

    public static WatchResponse End(ulong revision) => new() { SnapshotEnd = new SnapshotEnd { Revision = revision, Token = Token($"s{revision}") } };

    private static readonly DateTimeOffset TestStart = new(2026, 6, 1, 4, 0, 0, TimeSpan.Zero);
}
