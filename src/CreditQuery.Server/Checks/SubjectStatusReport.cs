using CreditQuery.Rules.Checks;
using CreditQuery.Rules.Periods;
using CreditQuery.Rules.Records;
using CreditQuery.Rules.Subjects;
using CreditQuery.Server.Applying;
using CreditQuery.Server.Errors;
using CreditQuery.Server.Hosting;
using IdentityMatch = CreditQuery.Protos.V1.IdentityMatch;
using RuleType = CreditQuery.Rules.Subjects.IdentifierType;

namespace CreditQuery.Server.Checks;

/// <summary>Makes the answer of GetSubject: everything visible of one subject, and its measures per scenario.</summary>
/// <remarks>Not the hot path: it copies the record once and reads everything from the copy, so it is of one revision.</remarks>
internal sealed class SubjectStatusReport(FreshnessSource freshness, LogClock clock)
{
    /// <summary>Makes it.</summary>
    /// <param name="parts">The node.</param>
    /// <param name="request">The request.</param>
    /// <exception cref="CallException">A field is at fault (INVALID_ARGUMENT).</exception>
    public GetSubjectResponse Make(NodeParts parts, GetSubjectRequest request)
    {
        var now = clock.Read();
        var snapshot = parts.Index.Current;
        var moment = new CheckMoment(snapshot, now.Ms, parts.Applier.SourceTimeMs(snapshot.Revision, now));
        var version = moment.Version ?? throw new CallException(ErrorReason.NotReady, "No catalogue of the log counts today; put one.");
        var asOf = AsOf(request, moment.Today);
        var readings = Identify(request, out var findings);
        var response = new GetSubjectResponse { Freshness = freshness.Of(moment, asOf) };
        AnswerMapper.AddFindings(findings, response.IdentifierFindings);
        var found = Find(parts, request.Subject.Value, readings, response);
        if (found is not null)
        {
            var scope = new MapScope(version.Catalogue, parts.Index.Cipher, Explain: false);
            SubjectStatusMapper.Write(new SubjectView(found.Value.Record), found.Value.Key, scope, new CheckDays(asOf, moment.Today), response);
        }

        if (response.Identity is not (IdentityMatch.Ambiguous or IdentityMatch.InvalidIdentifier))
        {
            var kinds = readings.Count == 1 ? IdentifierKinds.PossibleOf(readings[0].Packed) : KindSet.Any;
            new ScenarioStatus(parts, moment, request, kinds).Write(found?.Record, response);
        }

        return response;
    }

    private static int AsOf(GetSubjectRequest request, int today)
    {
        var day = today;
        return request.AsOf.Length == 0 || CivilDay.TryParse(request.AsOf, out day)
            ? day
            : throw CallException.OfField("as_of", ErrorReason.InvalidDay, "Not a civil day YYYY-MM-DD.");
    }

    private static ParsedIdentifiers Identify(GetSubjectRequest request, out IdentifierFindings findings)
    {
        if ((CheckFields.FindFault(NamedSubject.Of(request.Subject)) ?? CheckFields.FindFault(request)) is { } fault)
        {
            throw new CallException([fault]);
        }

        findings = IdentifierParser.Parse((RuleType)request.Subject.Type, request.Subject.Value, out var readings);
        var ground = new Ground(request.Purpose.Length, request.OperatorId.Length, 0, 0);
        if (CheckFields.IsPersonal(NamedSubject.Of(request.Subject), RuleType.Unspecified) && CheckFields.FindMissingGround(ground, mustCheck: false) is { } missing)
        {
            throw new CallException([missing]);
        }

        return readings;
    }

    private static (byte[] Record, SubjectKey Key)? Find(NodeParts parts, string value, in ParsedIdentifiers readings, GetSubjectResponse response)
    {
        response.Identity = readings.Count == 0 ? IdentityMatch.InvalidIdentifier : IdentityMatch.NoRecord;
        (byte[], SubjectKey)? found = null;
        using var reader = parts.Index.RentReader();
        for (var i = 0; i < readings.Count; i++)
        {
            var key = parts.Index.Cipher.Seal(readings[i], value);
            if (reader.ReadCopy(key, out var foundUnder) is not { } record)
            {
                continue;
            }

            if (found is { } first && first.Item2 != foundUnder)
            {
                response.Identity = IdentityMatch.Ambiguous;
                return null;
            }

            found = (record, foundUnder);
            response.Identity = key == foundUnder ? IdentityMatch.Matched : IdentityMatch.MatchedByAlias;
        }

        return found;
    }
}
