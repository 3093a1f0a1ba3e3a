namespace CreditQuery.Log.Redis;

/// <summary>Chooses, among the addresses, the server to use: the master that holds this registry's log the furthest.</summary>
/// <remarks>A master without our log is believed only when nobody else may have it: every other address answers, and none is a replica that holds it.</remarks>
internal sealed class RedisElection(RedisSettings settings, RedisConnector connector, RedisLogCalls calls)
{
    /// <summary>Connects to all addresses and keeps one connection.</summary>
    /// <exception cref="ChangeLogUnavailableException">No master answers that may be used; the message says what each address said.</exception>
    public async Task<RedisServer> ElectAsync(CancellationToken cancellationToken)
    {
        var candidates = await Task.WhenAll(settings.Endpoints.Select(endpoint => AskAsync(endpoint, cancellationToken)));
        var best = candidates.Where(static candidate => candidate.IsMaster).MaxBy(Rank);
        if (best is not null && !HoldsOurs(best) && candidates.Any(candidate => candidate.Server is null || (!candidate.IsMaster && HoldsOurs(candidate))))
        {
            best = null;
        }

        foreach (var other in candidates)
        {
            if (!ReferenceEquals(other, best))
            {
                other.Server?.Dispose();
            }
        }

        return best?.Server ?? throw new ChangeLogUnavailableException(
            string.Join("; ", candidates.Select(static candidate => candidate.Said)), candidates.Select(static candidate => candidate.Fault).FirstOrDefault());
    }

    private bool HoldsOurs(Candidate candidate) => candidate.Reply is { } reply && (settings.Epoch.Length == 0 || reply.Epoch == settings.Epoch);

    // Another log comes before none, and both are told by the next poll: not by silence.
    private (int Kind, ulong Revision) Rank(Candidate candidate) =>
        (HoldsOurs(candidate) ? 2 : candidate.Reply is null ? 0 : 1, candidate.Reply?.Head.Revision ?? 0);

    private async Task<Candidate> AskAsync(string endpoint, CancellationToken cancellationToken)
    {
        RedisServer? server = null;
        var isMaster = false;
        try
        {
            server = await connector.ConnectAsync(endpoint, cancellationToken);
            isMaster = await RedisLogCalls.IsMasterAsync(server, cancellationToken);
            return new Candidate(server, isMaster, await calls.ReadHeadAsync(server, cancellationToken), null);
        }
        catch (ChangeLogUnavailableException fault)
        {
            server?.Dispose();
            return new Candidate(null, false, null, fault);
        }
        catch (ChangeLogException fault)
        {
            return new Candidate(server, isMaster, null, fault);
        }
        catch
        {
            server?.Dispose();
            throw;
        }
    }

    private sealed record Candidate(RedisServer? Server, bool IsMaster, HeadReply? Reply, ChangeLogException? Fault)
    {
        /// <summary>What it said, for a message.</summary>
        public string Said => Fault is ChangeLogUnavailableException unavailable ? unavailable.Reason
            : Fault?.Message ?? $"{Server!.Where}: {(IsMaster ? "another log" : "it is a replica")}";
    }
}
