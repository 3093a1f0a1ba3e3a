using System.Globalization;
using CreditQuery.Index;
using CreditQuery.Server.Errors;
using Google.Protobuf.WellKnownTypes;

namespace CreditQuery.Server.Registry;

/// <summary>Pages through the quarantined events, in the order of their revisions.</summary>
internal static class QuarantineList
{
    private const int DefaultPageSize = 100;
    private const int MaxPageSize = 1_000;

    /// <summary>Makes one page.</summary>
    /// <param name="snapshot">What is known.</param>
    /// <param name="request">Size and token; the token is the last revision of the page before.</param>
    /// <exception cref="CallException">Not a token of ours (INVALID_ARGUMENT).</exception>
    public static ListQuarantineResponse Page(RegistrySnapshot snapshot, ListQuarantineRequest request)
    {
        var after = 0UL;
        if (request.PageToken.Length > 0 && !ulong.TryParse(request.PageToken, NumberStyles.None, CultureInfo.InvariantCulture, out after))
        {
            throw CallException.OfField("page_token", ErrorReason.InvalidField, "Not a token of this list.");
        }

        var size = request.PageSize == 0 ? DefaultPageSize : (int)Math.Min(request.PageSize, MaxPageSize);
        var response = new ListQuarantineResponse();
        foreach (var quarantined in snapshot.Quarantine)
        {
            if (quarantined.Revision <= after)
            {
                continue;
            }

            if (response.Events.Count == size)
            {
                response.NextPageToken = response.Events[^1].Revision.ToString(CultureInfo.InvariantCulture);
                break;
            }

            response.Events.Add(EventOf(quarantined));
        }

        return response;
    }

    private static QuarantinedEvent EventOf(QuarantinedSet quarantined) => new()
    {
        Revision = quarantined.Revision,
        Reason = quarantined.Reason,
        RecordedAt = Timestamp.FromDateTimeOffset(DateTimeOffset.FromUnixTimeMilliseconds(quarantined.RecordedAtMs)),
        Subjects = (uint)quarantined.Subjects.Count,
        Resolved = quarantined.IsResolved,
    };
}
