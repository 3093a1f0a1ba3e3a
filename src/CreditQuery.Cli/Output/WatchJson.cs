using CreditQuery.Client;
using CreditQuery.Protos.V1;

namespace CreditQuery.Cli.Output;

/// <summary>One message of the contract on each line of the output; states on the error stream.</summary>
internal sealed class WatchJson(Terminal terminal) : IWatchView
{
    public Task RunAsync(Func<Task> work) => work();

    public void Show(SubscriptionMessage message) => terminal.Output.WriteLine(JsonOutput.Line(message switch
    {
        StatusChanged changed => new WatchResponse { Event = changed.Event },
        SubjectStated stated => new WatchResponse { SubjectStatus = stated.Status },
        SnapshotBegun begun => new WatchResponse { SnapshotBegin = new SnapshotBegin { Revision = begun.Revision } },
        SnapshotEnded ended => new WatchResponse { SnapshotEnd = new SnapshotEnd { Revision = ended.Revision, Token = ended.Token } },
        _ => new WatchResponse(),
    }));

    public void Show(StatusSubscription subscription) => WatchWords.Say(terminal, subscription);
}
