using CreditQuery.Server.Applying;
using CreditQuery.Server.Checks.Wire;
using CreditQuery.Server.Errors;
using CreditQuery.Server.Hosting;

namespace CreditQuery.Server.Checks;

/// <summary>Lets a check wait for the revision that it asks for (at_least with wait).</summary>
internal sealed class RevisionGate(RevisionWaiters waiters, TimeProvider time)
{
    private readonly RevisionWaiters _waiters = waiters;

    /// <summary>Says whether a check has to wait, and may; its answer is NOT_YET_APPLIED otherwise.</summary>
    /// <param name="request">The check.</param>
    /// <param name="parts">The node.</param>
    public static bool HasToWait(AskedCheck request, NodeParts parts) =>
        request.AtLeast is not null && FreshnessBounds.HasToWait(request, parts.Log.Epoch, parts.Index.Current.Revision);

    /// <summary>Waits as long as the check asks, at most 5 s and 50 ms less than its deadline; does nothing if it need not wait.</summary>
    /// <param name="request">The check.</param>
    /// <param name="parts">The node.</param>
    /// <param name="context">The call.</param>
    /// <exception cref="CallException">The form of the bounds is wrong, or too many wait already.</exception>
    public async Task WaitAsync(AskedCheck request, NodeParts parts, ServerCallContext context)
    {
        if (!HasToWait(request, parts))
        {
            return;
        }

        if (CheckFields.FindFault(request) is { } fault)
        {
            throw new CallException([fault]);
        }

        var wait = FreshnessBounds.WaitOf(request, context.Deadline, time.GetUtcNow().UtcDateTime);
        if (wait > TimeSpan.Zero)
        {
            await _waiters.WaitAsync(request.AtLeast!.Revision, () => parts.Index.Current.Revision, wait, context.CancellationToken);
        }
    }
}
