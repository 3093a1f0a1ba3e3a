using CreditQuery.Index;
using CreditQuery.Rules.Checks;
using CreditQuery.Rules.Records;
using CreditQuery.Rules.Subjects;
using CreditQuery.Server.Applying;
using CreditQuery.Server.Errors;
using CreditQuery.Server.Hosting;
using Google.Protobuf.Collections;
using IdentityMatch = CreditQuery.Rules.Checks.IdentityMatch;
using RuleType = CreditQuery.Rules.Subjects.IdentifierType;
using Subject = CreditQuery.Protos.V1.Subject;

namespace CreditQuery.Server.Checks;

/// <summary>Answers checks at one pinned revision: resolve the question once, then look up and evaluate subject after subject.</summary>
/// <remarks>Pooled and not thread-safe: one call uses it at a time. Allocates nothing but what goes into messages.</remarks>
internal sealed class CheckPass
{
    private readonly CheckQuestion _question = new();
    private readonly CheckAnswer _answer = new();
    private readonly List<CheckAnswer> _partyPool = [];
    private readonly List<IdentifierFindings> _partyFindings = [];
    private PartyAnswer[] _parties = new PartyAnswer[4];
    private NodeParts? _parts;
    private IndexReader? _reader;
    private CheckMoment _moment;
    private CheckPlan? _plan;
    private CheckContext _context;
    private IndeterminateReasons _blocked;

    /// <summary>Revision and instant of the answers.</summary>
    public ref readonly CheckMoment Moment => ref _moment;

    /// <summary>The resolved question; only after <see cref="Resolve"/> found no fault.</summary>
    public CheckPlan Plan => _plan!;

    /// <summary>The answer about the subject, until the next one.</summary>
    public CheckAnswer Answer => _answer;

    /// <summary>Key under which the subject's record stands; default without a record or with an unusable identifier.</summary>
    public SubjectKey Found { get; private set; }

    /// <summary>A copy of the subject's record for an explanation; null if there is none.</summary>
    public byte[]? Record { get; private set; }

    /// <summary>What was noticed about the subject's identifier.</summary>
    public IdentifierFindings Findings { get; private set; }

    /// <summary>Starts: rents a reader.</summary>
    /// <param name="parts">The node.</param>
    public void Begin(NodeParts parts)
    {
        _parts = parts;
        _reader = parts.Index.RentReader();
    }

    /// <summary>Pins a revision.</summary>
    /// <param name="snapshot">What is known beside the subjects, of that revision.</param>
    /// <param name="clock">Log time.</param>
    /// <exception cref="CallException">No catalogue counts yet (UNAVAILABLE).</exception>
    public void Pin(RegistrySnapshot snapshot, LogClock clock)
    {
        var now = clock.NowMs;
        _moment = new CheckMoment(snapshot, now, _parts!.Applier.SourceTimeMs(snapshot.Revision, now));
        if (_moment.Version is null)
        {
            ThrowNoCatalogue();
        }
    }

    /// <summary>Holds the store's epoch over the next checks; see <see cref="IndexReader.BeginRun"/>.</summary>
    public void BeginRun() => _reader!.BeginRun();

    /// <summary>Leaves the epoch.</summary>
    public void EndRun() => _reader!.EndRun();

    /// <summary>Gives the reader back; the pass may go back to its pool.</summary>
    public void End()
    {
        _reader?.Dispose();
        _reader = null;
        _parts = null;
        _plan = null;
        Record = null;
        _context = default;
        _moment = default;
    }

    /// <summary>Copies the subject's record, which explanations read at leisure.</summary>
    /// <returns>False if it is newer than the pinned revision: pin again and start again.</returns>
    public bool TryCopyRecord()
    {
        Record = Found == default ? null : _reader!.ReadCopy(Found, out _);
        return Record is null || new SubjectView(Record).Header.Revision <= _moment.Snapshot.Revision;
    }

    /// <summary>Resolves everything but the subjects.</summary>
    /// <param name="request">The request, or what the items of a batch share.</param>
    /// <returns>Null, or the first fault.</returns>
    public FieldViolation? Resolve(CheckSubjectRequest request)
    {
        if (CheckFields.FindFault(request) is { } fault)
        {
            return fault;
        }

        _question.Scenario = request.Scenario;
        _question.AsOf = request.AsOf;
        _question.Region = request.Region;
        _question.Item = ItemReader.Read(request);
        _question.Today = _moment.Today;
        var version = _moment.Version!;
        if (!CheckPlanner.TryPlan(version.Catalogue, _question, out _plan, out var error))
        {
            return new FieldViolation(error.Field, ErrorReasons.OfWireName(error.Reason), error.Message);
        }

        _context = new CheckContext(_moment.Snapshot, _plan, version.Coverage.Of(_plan, _moment.SourceTime));
        _blocked = FreshnessBounds.Broken(request, _moment);
        return null;
    }

    /// <summary>Answers about a subject and its parties into <see cref="Answer"/>.</summary>
    /// <param name="request">Holds purpose, operator and case number.</param>
    /// <param name="subject">The subject.</param>
    /// <param name="parties">The parties.</param>
    /// <param name="fault">The first fault; null if there is none.</param>
    /// <returns>False if something newer than the pinned revision was met: pin again and start again.</returns>
    public bool TryEvaluate(CheckSubjectRequest request, Subject? subject, RepeatedField<Party> parties, out FieldViolation? fault)
    {
        if (!TryEvaluateOne(request, subject, null, _answer, out var found, out fault))
        {
            return false;
        }

        Findings = found.Findings;
        Found = found.Key;
        return fault is not null || parties.Count == 0 || TryEvaluateParties(request, parties, out fault);
    }

    /// <summary>Writes the results of the parties.</summary>
    /// <param name="parties">The parties of the request.</param>
    /// <param name="scope">Catalogue, cipher, whether to explain.</param>
    /// <param name="target">Receives them in the same order.</param>
    public void WriteParties(RepeatedField<Party> parties, in MapScope scope, RepeatedField<PartyResult> target)
    {
        for (var i = 0; i < parties.Count; i++)
        {
            target.Add(AnswerMapper.Party(_parties[i].Answer, parties[i].Role, _partyFindings[i], scope));
        }
    }

    /// <summary>What messages are written with.</summary>
    /// <param name="explain">Legal bases are wanted.</param>
    public MapScope Scope(bool explain) => new(_moment.Version!.Catalogue, _parts!.Index.Cipher, explain);

    private static void ThrowNoCatalogue() => throw new CallException(ErrorReason.NotReady, "No catalogue of the log counts today; put one.");

    private bool TryEvaluateParties(CheckSubjectRequest request, RepeatedField<Party> parties, out FieldViolation? fault)
    {
        fault = null;
        PreparePartyAnswers(parties.Count);
        for (var i = 0; i < parties.Count; i++)
        {
            if (!TryEvaluateOne(request, parties[i].Subject, parties[i].Role, _partyPool[i], out var party, out fault))
            {
                return false;
            }

            // An unknown role is a fault of the party, which ends the check below.
            _ = Plan.TryFindPartyRole(parties[i].Role, out var role);
            _parties[i] = new PartyAnswer(_partyPool[i], role);

            _partyFindings.Add(party.Findings);
            if (fault is { } inParty)
            {
                fault = inParty with { Path = $"parties[{i}].{inParty.Path}" };
                return true;
            }
        }

        CheckEvaluator.Combine(Plan, new PartyAnswer(_answer, Plan.DefaultPartyRole), _parties.AsSpan(0, parties.Count));
        return true;
    }

    private bool TryEvaluateOne(
        CheckSubjectRequest request, Subject? subject, string? role, CheckAnswer answer, out CheckedSubject found, out FieldViolation? fault)
    {
        found = default;
        fault = CheckFields.FindFault(subject);
        if (fault is not null)
        {
            return true;
        }

        // The subject's role stands in the item; a party has its own.
        var partyRole = Plan.DefaultPartyRole;
        if (role is not null && !Plan.TryFindPartyRole(role, out partyRole))
        {
            fault = new FieldViolation("role", ErrorReason.UnknownPartyRole, "The scenario has no such role.");
            return true;
        }

        if (_blocked != IndeterminateReasons.None)
        {
            fault = EvaluateBlocked(request, subject!, answer, out found);
            return true;
        }

        var input = new SubjectInput { Type = (RuleType)subject!.Type, Value = subject.Value, Name = subject.Name, PartyRole = partyRole };
        if (!_reader!.TryCheck(_context, input, answer, out found))
        {
            return false;
        }

        if (CheckFields.IsPersonal(subject, found.Type))
        {
            // The answer was made before the ground was asked for, which saves reading the identifier twice; it goes nowhere.
            fault = CheckFields.FindMissingGround(request, Plan.Scenario.MustCheck);
        }

        return true;
    }

    private FieldViolation? EvaluateBlocked(CheckSubjectRequest request, Subject subject, CheckAnswer answer, out CheckedSubject found)
    {
        var findings = IdentifierParser.Parse((RuleType)subject.Type, subject.Value, out var readings);
        found = new CheckedSubject(default, RuleType.Unspecified, findings);
        var identity = readings.Count == 0 ? IdentityMatch.InvalidIdentifier : IdentityMatch.Unspecified;
        CheckEvaluator.EvaluateUnusable(identity, _blocked, answer);
        return CheckFields.IsPersonal(subject, RuleType.Unspecified) ? CheckFields.FindMissingGround(request, Plan.Scenario.MustCheck) : null;
    }

    private void PreparePartyAnswers(int count)
    {
        _partyFindings.Clear();
        if (_parties.Length < count)
        {
            _parties = new PartyAnswer[CheckFields.MaxParties];
        }

        while (_partyPool.Count < count)
        {
            _partyPool.Add(new CheckAnswer());
        }
    }
}
