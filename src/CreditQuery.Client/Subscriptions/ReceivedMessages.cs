using CreditQuery.Protos.V1;
using Google.Protobuf;

namespace CreditQuery.Client;

/// <summary>Verifies what streams bring, and makes the consumer's messages of it.</summary>
/// <remarks>Events of a merged stretch are held until it is whole: one that is cut off comes again, perhaps merged otherwise.</remarks>
/// <param name="verifier">Looks at everything.</param>
internal sealed class ReceivedMessages(StreamVerifier verifier)
{
    // A node merges 1,024 events at most; one that never ends a stretch must not fill the memory.
    private const int MostHeld = 65_536;

    private readonly Queue<SubscriptionMessage> _ready = [];
    private readonly List<StatusEvent> _stretch = [];

    /// <summary>Resumes after everything that is received whole; empty if there is no such place yet.</summary>
    public ByteString Token { get; set; } = ByteString.Empty;

    /// <summary>A snapshot is to be taken: it was asked for, or broken off.</summary>
    public bool NeedsSnapshot { get; set; }

    /// <summary>The newest revision received.</summary>
    public ulong Revision => verifier.Revision;

    /// <summary>How many revisions the stream was behind when the node said so.</summary>
    public ulong Behind { get; private set; }

    /// <summary>Up to when everything was received.</summary>
    public DateTimeOffset? SourceTime { get; private set; }

    /// <summary>The next message for the consumer.</summary>
    public bool TryDequeue(out SubscriptionMessage? message) => _ready.TryDequeue(out message);

    /// <summary>Another stream begins.</summary>
    public void Begin()
    {
        verifier.Begin();
        _stretch.Clear();
        Behind = 0;
    }

    /// <summary>Takes a response.</summary>
    /// <exception cref="BrokenGuaranteeException">It breaks a promise.</exception>
    public void Take(WatchResponse response)
    {
        if (response.Event is { } told)
        {
            TakeEvent(told);
            return;
        }

        if (_stretch.Count > 0 && response.GoingAway is null)
        {
            throw new BrokenGuaranteeException("resumable", $"something else comes within a merged stretch: {response}");
        }

        verifier.Take(response);
        switch (response.MessageCase)
        {
            case WatchResponse.MessageOneofCase.Progress:
                TakeProgress(response.Progress);
                break;
            case WatchResponse.MessageOneofCase.SnapshotBegin:
                NeedsSnapshot = true;
                _ready.Enqueue(new SnapshotBegun(response.SnapshotBegin.Revision));
                break;
            case WatchResponse.MessageOneofCase.SubjectStatus:
                _ready.Enqueue(new SubjectStated(response.SubjectStatus));
                break;
            case WatchResponse.MessageOneofCase.SnapshotEnd:
                (NeedsSnapshot, Token) = (false, response.SnapshotEnd.Token);
                _ready.Enqueue(new SnapshotEnded(response.SnapshotEnd.Revision) { Token = Token });
                break;
            case WatchResponse.MessageOneofCase.Compacted when response.Compacted.Reason == CompactedReason.LogDiverged:
                // The snapshot that follows is of a log that may have fewer revisions, and recorded them later.
                verifier.Forget();
                SourceTime = null;
                break;
            case WatchResponse.MessageOneofCase.Lagged:
                Behind = response.Lagged.Behind;
                break;
            case WatchResponse.MessageOneofCase.GoingAway when _stretch.Count == 0 && !response.GoingAway.Token.IsEmpty:
                Token = response.GoingAway.Token;
                break;
            default:
                // A later version may say more than this one knows.
                break;
        }
    }

    private void TakeEvent(StatusEvent told)
    {
        if (NeedsSnapshot)
        {
            verifier.Take(told);
            _ready.Enqueue(new StatusChanged(told));
            return;
        }

        _stretch.Add(told);
        if (told.Token.IsEmpty)
        {
            if (_stretch.Count > MostHeld)
            {
                throw new BrokenGuaranteeException("resumable", "a merged stretch has no end");
            }

            return;
        }

        // What a stream of another node may repeat is verified once it is whole.
        _stretch.ForEach(verifier.Take);
        _stretch.ForEach(held => _ready.Enqueue(new StatusChanged(held) { Token = held.Token }));
        _stretch.Clear();
        Token = told.Token;
    }

    private void TakeProgress(WatchProgress progress)
    {
        Token = progress.Token.IsEmpty ? Token : progress.Token;
        Behind = NeedsSnapshot ? Behind : 0;

        // What one node said stays true where another one is further behind.
        SourceTime = progress.SourceTime?.ToDateTimeOffset() is { } time && !(time < SourceTime) ? time : SourceTime;
    }
}
