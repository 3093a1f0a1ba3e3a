using CreditQuery.Index;
using CreditQuery.Log;
using CreditQuery.Protos.Log.V1;
using CreditQuery.Server.Applying;
using CreditQuery.Server.Errors;
using CreditQuery.Server.Hosting;
using Google.Protobuf;

namespace CreditQuery.Server.Registry;

/// <summary>Appends change sets whose form has been checked and waits until this node has applied them.</summary>
/// <param name="node">The node.</param>
/// <param name="health">Learns whether appends succeed.</param>
/// <param name="clock">Is confirmed by callers' clocks after a leap.</param>
internal sealed class RegistryWriter(Node node, AppendHealth health, LogClock clock)
{
    /// <summary>Appends one set.</summary>
    /// <param name="set">The set: sealed, masked.</param>
    /// <param name="id">Its id.</param>
    /// <param name="author">Who changes.</param>
    /// <param name="cancellationToken">Gives up waiting; what is appended stays appended.</param>
    /// <returns>What became of it; of a repeated id the first outcome.</returns>
    /// <exception cref="CallException">The set is too large (INVALID_ARGUMENT), or the node cannot take it now.</exception>
    public async Task<AppliedSet> AppendAsync(ChangeSet set, ChangeId id, string author, CancellationToken cancellationToken)
    {
        ConfirmClock(set.Independent, id);
        return await AppendAsync(set, set.ToByteArray(), id, author, cancellationToken);
    }

    /// <summary>Appends a set as it stood in the log before.</summary>
    /// <param name="payload">The serialized set.</param>
    /// <param name="id">Its id.</param>
    /// <param name="author">Who changed.</param>
    /// <param name="cancellationToken">Gives up waiting; what is appended stays appended.</param>
    /// <returns>What became of it; of a repeated id the first outcome.</returns>
    /// <exception cref="CallException">The node cannot take it now.</exception>
    public Task<AppliedSet> AppendAgainAsync(byte[] payload, ChangeId id, string author, CancellationToken cancellationToken)
    {
        // Its id was made long ago, and says nothing about the clock now.
        ConfirmClock(isImport: true, id);
        return AppendAsync(ChangeSet.Parser.ParseFrom(payload), payload, id, author, cancellationToken);
    }

    private async Task<AppliedSet> AppendAsync(ChangeSet set, byte[] payload, ChangeId id, string author, CancellationToken cancellationToken)
    {
        var parts = node.RequireWritable();
        if (payload.Length > IChangeLog.MaxPayloadBytes)
        {
            throw CallException.OfField("changes", ErrorReason.TooLarge, "More than 1 MiB in all.");
        }

        Task<AppliedSet>? applied;
        while ((applied = parts.Pending.TryRegister(id)) is null)
        {
            await parts.Pending.UnderWay(id).WaitAsync(cancellationToken);
        }

        try
        {
            // What was applied before changes nothing, and needs no revision of its own. What another log knows of it, it says itself.
            if (!parts.Log.IsShared && parts.Index.Recall(id.ToUInt128(), payload, clock.NowMs) is { } known)
            {
                return known;
            }

            var receipt = await AppendAsync(parts.Log, payload, id, author, cancellationToken);
            var outcome = receipt.IsRepeated ? RepeatedSets.OutcomeAsync(parts, set, id, receipt, applied) : applied;
            return await outcome.WaitAsync(cancellationToken);
        }
        catch (ChangeIdReusedException)
        {
            return RepeatedSets.OtherContent(parts, set);
        }
        finally
        {
            parts.Pending.Forget(id);
        }
    }

    // An event recorded by a clock that leapt would take log time along for good. The id of a caller's set was made by another clock; that
    // of an import is made from ours and confirms nothing.
    private void ConfirmClock(bool isImport, ChangeId id)
    {
        if (clock.IsConfirmed || (!isImport && id.IsTimeValid && clock.TryConfirm(id.Time.ToUnixTimeMilliseconds())))
        {
            return;
        }

        if (clock.IsLeaping)
        {
            throw new CallException(ErrorReason.ClockSuspect, "The clock of this node has leapt more than seven days; a change whose change_id agrees with it confirms it.");
        }
    }

    private async Task<AppendReceipt> AppendAsync(IChangeLog log, byte[] payload, ChangeId id, string author, CancellationToken cancellationToken)
    {
        try
        {
            var receipt = await log.AppendAsync(payload, id, author, cancellationToken);
            health.Succeeded();
            return receipt;
        }
        catch (Exception fault) when (fault is ChangeLogException)
        {
            health.Failed(fault);
            throw;
        }
    }
}
