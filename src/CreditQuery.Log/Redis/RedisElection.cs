namespace CreditQuery.Log.Redis;

/// <summary>Chooses, among the addresses, the server to use: the master that holds this registry's log the furthest.</summary>
internal sealed class RedisElection(RedisSettings settings, RedisConnector connector, RedisLogCalls calls)
{
    /// <summary>Connects to all addresses and keeps one connection.</summary>
    /// <exception cref="ChangeLogUnavailableException">No master answers; the message says what each address said.</exception>
    public async Task<RedisServer> ElectAsync(CancellationToken cancellationToken)
    {
        var candidates = await Task.WhenAll(settings.Endpoints.Select(endpoint => TryAsync(endpoint, cancellationToken)));
        var best = candidates.Where(static candidate => candidate.Server is not null).MaxBy(Rank);
        foreach (var other in candidates)
        {
            if (!ReferenceEquals(other, best))
            {
                other.Server?.Dispose();
            }
        }

        return best?.Server ?? throw new ChangeLogUnavailableException(
            string.Join("; ", candidates.Select(static candidate => candidate.Fault!.Message)), candidates[0].Fault);
    }

    // A log of our epoch first, then another log, then none: what is wrong with those is told by the next poll, not by silence.
    private (int Kind, ulong Revision) Rank(Candidate candidate) => candidate.Reply is not { } reply ? (0, 0)
        : (settings.Epoch.Length == 0 || reply.Epoch == settings.Epoch ? 2 : 1, reply.Head.Revision);

    private async Task<Candidate> TryAsync(string endpoint, CancellationToken cancellationToken)
    {
        RedisServer? server = null;
        try
        {
            server = await connector.ConnectAsync(endpoint, cancellationToken);
            return new Candidate(server, await calls.PollAsync(server, cancellationToken), null);
        }
        catch (ChangeLogUnavailableException fault)
        {
            server?.Dispose();
            return new Candidate(null, null, fault);
        }
        catch (ChangeLogException fault)
        {
            return new Candidate(server, null, fault);
        }
        catch
        {
            server?.Dispose();
            throw;
        }
    }

    private sealed record Candidate(RedisServer? Server, HeadReply? Reply, ChangeLogException? Fault);
}
