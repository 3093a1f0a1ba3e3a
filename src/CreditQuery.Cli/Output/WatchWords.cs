using System.Globalization;
using CreditQuery.Client;
using CreditQuery.Protos.V1;
using Spectre.Console;

namespace CreditQuery.Cli.Output;

/// <summary>The columns of what a subscription receives.</summary>
internal static class WatchWords
{
    /// <summary>Their names.</summary>
    public static readonly string[] Columns = ["time (UTC+8)", "revision", "event", "subject", "entry", "list", "state", ""];

    /// <summary>The rows of a message: one for an event, one for each entry of a state.</summary>
    public static IEnumerable<string[]> RowsOf(SubscriptionMessage message) => message switch
    {
        StatusChanged { Event: var told } => [RowOf(told)],
        SubjectStated { Status: var status } => status.Entries.Select(entry => RowOf(status, entry)),
        SnapshotBegun begun => [["", Number(begun.Revision), "SNAPSHOT begins", "", "", "", "", ""]],
        SnapshotEnded ended => [["", Number(ended.Revision), "SNAPSHOT ends", "", "", "", "", ""]],
        _ => [],
    };

    /// <summary>Says on the error stream what the news are worth.</summary>
    public static void Say(Terminal terminal, StatusSubscription subscription) => terminal.Messages.WriteLine(StateOf(subscription));

    /// <summary>What the news are worth, in words.</summary>
    public static string StateOf(StatusSubscription subscription)
    {
        var last = subscription.LastFault is { } fault and not OperationCanceledException ? $" ({(fault is Grpc.Core.RpcException rpc ? rpc.Status.Detail : fault.Message)})" : "";
        return subscription.State switch
        {
            SubscriptionState.Connecting => $"connecting to {subscription.Address}{last}",
            SubscriptionState.Live => $"live at {subscription.Address}",
            SubscriptionState.Stale => $"stale: no sign of life from any node{last}",
            SubscriptionState.Resnapshot => $"taking a snapshot from {subscription.Address}",
            SubscriptionState.Failed => "failed",
            _ => "",
        };
    }

    private static string[] RowOf(StatusEvent told) =>
    [
        told.Instant?.ToDateTimeOffset().ToOffset(TimeSpan.FromHours(8)).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? "",
        Number(told.Revision),
        UpperOf($"{told.Type}"),
        told.Subject,
        told.EntryId,
        told.ListType,
        told.EntryId.Length == 0 ? "" : $"{Zh(told.PreviousState)} → {Zh(told.State)}",
        NotesOf(told),
    ];

    private static string[] RowOf(SubjectStatus status, EntryStatus entry) =>
        ["", Number(status.Revision), "STATE", status.SubjectMask, entry.EntryId, entry.ListType, Zh(entry.State), Via(entry.Via)];

    private static string NotesOf(StatusEvent told)
    {
        var notes = new[] { told.Cause == EventCause.Time ? "by time" : "", Via(told.Via), told.Merged > 0 ? $"stands for {told.Merged + 1}" : "" };
        return string.Join(", ", notes.Where(static note => note.Length > 0));
    }

    private static string Via(Via? via) => via is null ? "" : $"via {Words.Zh(via.Role)} {via.SubjectMask}";

    private static string Zh(EntryState state) => Words.Zh(state) is { Length: > 0 } zh ? zh : "无";

    private static string Number(ulong revision) => revision.ToString(CultureInfo.InvariantCulture);

    private static string UpperOf(string name) =>
        string.Concat(name.Select(static (sign, at) => at > 0 && char.IsUpper(sign) ? $"_{sign}" : $"{char.ToUpperInvariant(sign)}"));
}
