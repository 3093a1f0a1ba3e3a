using CreditQuery.Client;
using CreditQuery.Protos.V1;

namespace WatchSample;

/// <summary>Follows the changes of status of all units on one list, across restarts of this program and of the nodes.</summary>
public static class FollowStatus
{
    /// <summary>Runs until it is cancelled.</summary>
    public static async Task RunAsync(IEnumerable<Uri> nodes, string tokenFile, TextWriter output, CancellationToken cancellationToken)
    {
        // <sample>
        var options = new StatusSubscriptionOptions
        {
            Filter = new WatchFilter { ListTypes = { "abnormal_operation" } },
            Start = WatchMode.SnapshotThenFollow,          // with no token yet: all that stands now, then what changes
            OnCompacted = OnCompacted.Resnapshot,          // away for longer than the journal reaches: the same again
            Tokens = new FileTokenStore(tokenFile),        // written once a message is taken: none is lost
        };
        foreach (var node in nodes)
        {
            options.Addresses.Add(node);                   // any nodes of one registry
        }

        await using var subscription = new StatusSubscription(options);
        subscription.StateChanged += state => output.WriteLine($"now {state}");
        await foreach (var message in subscription.ReadAsync(cancellationToken))
        {
            switch (message)
            {
                case SnapshotBegun:
                    output.WriteLine("forget everything");
                    break;
                case SubjectStated { Status: var status }:
                    output.WriteLine($"{status.SubjectMask} has {status.Entries.Count} entries");
                    break;
                case SnapshotEnded { Revision: var revision }:
                    output.WriteLine($"this was revision {revision}");
                    break;
                case StatusChanged { Event: var told }:
                    output.WriteLine($"{told.Instant} {told.Type} {told.Subject} {told.EntryId} {told.PreviousState} -> {told.State}");
                    break;
            }
        }

        // </sample>
    }
}
