using CreditQuery.FunctionalTests.Node;
using CreditQuery.Protos.V1;
using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;

namespace CreditQuery.FunctionalTests.Watch;

/// <summary>A subscriber of a test: reads one message after the other, with the test's patience.</summary>
internal sealed class Watcher : IDisposable
{
    private readonly AsyncServerStreamingCall<WatchResponse> _call;

    private Watcher(AsyncServerStreamingCall<WatchResponse> call) => _call = call;

    /// <summary>The newest token.</summary>
    public ByteString Token { get; private set; } = ByteString.Empty;

    public static Watcher Open(NodeHost node, WatchRequest request)
    {
        var watches = new StatusWatchService.StatusWatchServiceClient(node.QueryChannel);
        return new Watcher(watches.Watch(request, NodeHost.Call()));
    }

    /// <summary>Opens a stream from now on and waits until it stands: its first message is a sign of life.</summary>
    public static async Task<Watcher> FromNowAsync(NodeHost node, WatchFilter? filter = null)
    {
        var watcher = Open(node, new WatchRequest { Mode = WatchMode.FromNow, Filter = filter, ProgressInterval = Duration.FromTimeSpan(TimeSpan.FromMilliseconds(100)) });
        await watcher.NextAsync(WatchResponse.MessageOneofCase.Progress);
        return watcher;
    }

    public static Watcher Resume(NodeHost node, ByteString token, WatchFilter? filter = null, OnCompacted onCompacted = OnCompacted.Fail) =>
        Open(node, new WatchRequest { Mode = WatchMode.FromToken, ResumeToken = token, Filter = filter, OnCompacted = onCompacted });

    public static WatchFilter Of(params Subject[] subjects)
    {
        var filter = new WatchFilter();
        filter.Subjects.Add(subjects);
        return filter;
    }

    public async Task<StatusEvent> EventAsync() => (await NextAsync(WatchResponse.MessageOneofCase.Event)).Event;

    public async Task<StatusEvent[]> EventsAsync(int count)
    {
        var events = new StatusEvent[count];
        for (var i = 0; i < count; i++)
        {
            events[i] = await EventAsync();
        }

        return events;
    }

    /// <summary>The next message; null at the end.</summary>
    public async Task<WatchResponse?> AnyAsync()
    {
        if (!await _call.ResponseStream.MoveNext(TestContext.Current.CancellationToken))
        {
            return null;
        }

        var response = _call.ResponseStream.Current;
        Token = response.GoingAway?.Token ?? Token;
        return response;
    }

    /// <summary>The next message of a kind; signs of life in between are passed over.</summary>
    public async Task<WatchResponse> NextAsync(WatchResponse.MessageOneofCase kind)
    {
        while (await _call.ResponseStream.MoveNext(TestContext.Current.CancellationToken))
        {
            var response = _call.ResponseStream.Current;
            var token = response.Event?.Token ?? response.Progress?.Token ?? response.SnapshotEnd?.Token ?? response.GoingAway?.Token ?? response.Compacted?.Token;
            Token = token ?? Token;
            if (response.MessageCase == kind)
            {
                return response;
            }

            Assert.Equal(WatchResponse.MessageOneofCase.Progress, response.MessageCase);
        }

        throw new InvalidOperationException($"The stream ended; wanted {kind}.");
    }

    public Task<bool> EndsAsync() => _call.ResponseStream.MoveNext(TestContext.Current.CancellationToken);

    public void Dispose() => _call.Dispose();
}
