using CreditQuery.Index;
using CreditQuery.Rules.Checks;
using CreditQuery.Rules.Records;
using CreditQuery.Rules.Subjects;
using CreditQuery.Server.Applying;
using CreditQuery.Server.Checks.Wire;
using CreditQuery.Server.Errors;
using CreditQuery.Server.Hosting;
using Google.Protobuf.Collections;
using IdentifierType = CreditQuery.Rules.Subjects.IdentifierType;
using IdentityMatch = CreditQuery.Rules.Checks.IdentityMatch;

namespace CreditQuery.Server.Checks;

/// <summary>Answers checks at one pinned revision: resolve the question once, then look up and evaluate subject after subject.</summary>
/// <remarks>Pooled and not thread-safe: one call uses it at a time. Allocates nothing but what goes into messages.</remarks>
internal sealed class CheckPass
{
    /// <summary>How many subjects are prepared at once: their waits for memory overlap. Measured: ADR 0002.</summary>
    public const int MostPrepared = 16;

    private readonly CheckQuestion _question = new();
    private readonly CheckAnswer _answer = new();
    private readonly List<CheckAnswer> _partyPool = [];
    private readonly List<IdentifierFindings> _partyFindings = [];
    private readonly PreparedSubject[] _prepared = new PreparedSubject[MostPrepared];
    private PartyAnswer[] _parties = new PartyAnswer[4];
    private NodeParts? _parts;
    private IndexReader? _reader;
    private CheckMoment _moment;
    private CheckPlan? _plan;
    private AskedCheck? _resolved;
    private CheckContext _context;
    private int _preparedFrom;
    private int _preparedTo;
    private PreparedSubject _preparedParty;
    private IndeterminateReasons _blocked;

    /// <summary>Revision and instant of the answers.</summary>
    public ref readonly CheckMoment Moment => ref _moment;

    /// <summary>The resolved question; only after <see cref="Resolve"/> found no fault.</summary>
    public CheckPlan Plan => _plan!;

    /// <summary>The answer about the subject, until the next one.</summary>
    public CheckAnswer Answer => _answer;

    /// <summary>Answer, plan and findings.</summary>
    public AnsweredCheck Answered => new(_answer, Plan, Findings);

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
        var now = clock.Read();
        _resolved = null;
        _moment = new CheckMoment(snapshot, now.Ms, _parts!.Applier.SourceTimeMs(snapshot.Revision, now));
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
        _resolved = null;
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

    /// <summary>Begins to prepare subjects, at most <see cref="MostPrepared"/>; those prepared before are forgotten.</summary>
    /// <param name="from">Number of the first one; the others follow.</param>
    public void BeginPreparing(int from) => _preparedFrom = _preparedTo = from;

    /// <summary>Reads the next subject ahead of its check; one at fault is left to its check.</summary>
    /// <param name="subject">The subject.</param>
    public void Prepare(in NamedSubject subject)
    {
        ref var prepared = ref _prepared[_preparedTo - _preparedFrom];
        _preparedTo++;
        Prepare(_parts!.Index, subject, ref prepared);
    }

    /// <summary>Gives what was prepared of a subject.</summary>
    /// <param name="number">Its number.</param>
    public ref readonly PreparedSubject PreparedOf(int number) => ref _prepared[number - _preparedFrom];

    /// <summary>Reads a subject ahead of its check; nothing is read of one at fault.</summary>
    /// <param name="index">The index that will be asked.</param>
    /// <param name="subject">The subject.</param>
    /// <param name="prepared">Is filled.</param>
    public static void Prepare(CreditIndex index, in NamedSubject subject, ref PreparedSubject prepared)
    {
        prepared = default;
        if (CheckFields.FindFault(subject) is null)
        {
            index.Prepare(InputOf(subject, 0), ref prepared);
        }
    }

    /// <summary>Asks for the records of the prepared subjects.</summary>
    public void Fetch()
    {
        foreach (ref readonly var prepared in _prepared.AsSpan(0, _preparedTo - _preparedFrom))
        {
            _reader!.Fetch(prepared);
        }
    }

    /// <summary>Asks for the record of a check's subject.</summary>
    /// <param name="asked">The check; prepared by the index of this pass.</param>
    public void Fetch(AskedCheck asked) => _reader!.Fetch(asked.Prepared);

    /// <summary>Resolves everything but the subjects.</summary>
    /// <param name="request">The request, or what the items of a batch share.</param>
    /// <returns>Null, or the first fault.</returns>
    public FieldViolation? Resolve(AskedCheck request)
    {
        if (CheckFields.FindFault(request) is { } fault)
        {
            return fault;
        }

        // The checks of a stream share what their common part says, so that nearly all ask the same of another subject.
        if (_resolved is { } resolved && request.AsksTheSameAs(resolved))
        {
            request.IsKnown = true;
            return null;
        }

        _resolved = null;
        _question.Scenario = request.Scenario;
        _question.AsOf = request.AsOf;
        _question.Region = request.Region;
        _question.Item = request.Item;
        _question.Today = _moment.Today;
        var version = _moment.Version!;
        if (!CheckPlanner.TryPlan(version.Catalogue, _question, out _plan, out var error))
        {
            return new FieldViolation(error.Field, ErrorReasons.OfWireName(error.Reason), error.Message);
        }

        _context = new CheckContext(_moment.Snapshot, _plan, version.Coverage.Of(_plan, _moment.SourceTime));
        _blocked = FreshnessBounds.Broken(request, _moment);
        _resolved = request;
        request.IsKnown = true;
        return null;
    }

    /// <summary>Answers about a subject and its parties into <see cref="Answer"/>.</summary>
    /// <param name="ground">Purpose, operator and case number.</param>
    /// <param name="subject">The subject.</param>
    /// <param name="parties">The parties.</param>
    /// <param name="prepared">What was prepared of the subject.</param>
    /// <param name="fault">The first fault; null if there is none.</param>
    /// <returns>False if something newer than the pinned revision was met: pin again and start again.</returns>
    public bool TryEvaluate(in Ground ground, in NamedSubject subject, RepeatedField<Party> parties, in PreparedSubject prepared, out FieldViolation? fault)
    {
        if (!TryEvaluateOne(new PartyQuestion(ground, subject, null, prepared), _answer, out var found, out fault))
        {
            return false;
        }

        Findings = found.Findings;
        Found = found.Key;
        return fault is not null || parties.Count == 0 || TryEvaluateParties(ground, parties, out fault);
    }

    /// <summary>Writes the results of the parties.</summary>
    /// <param name="parties">The parties of the request.</param>
    /// <param name="scope">Catalogue, cipher, whether to explain.</param>
    /// <param name="target">Receives them in the same order.</param>
    public void WriteParties(RepeatedField<Party> parties, in WriteScope scope, MessageBytes target)
    {
        for (var i = 0; i < parties.Count; i++)
        {
            AnswerWriter.Party(_parties[i].Answer, parties[i].Role, _partyFindings[i], scope, target);
        }
    }

    /// <summary>What answers are written with.</summary>
    /// <param name="explain">Legal bases are wanted.</param>
    public WriteScope Scope(bool explain) => new(CatalogueBytes.Of(_moment.Version!.Catalogue), _parts!.Index.Cipher, explain);

    private static void ThrowNoCatalogue() => throw new CallException(ErrorReason.NotReady, "No catalogue of the log counts today; put one.");

    private bool TryEvaluateParties(in Ground ground, RepeatedField<Party> parties, out FieldViolation? fault)
    {
        fault = null;
        PreparePartyAnswers(parties.Count);
        for (var i = 0; i < parties.Count; i++)
        {
            var named = NamedSubject.Of(parties[i].Subject);
            Prepare(_parts!.Index, named, ref _preparedParty);
            if (!TryEvaluateOne(new PartyQuestion(ground, named, parties[i].Role, _preparedParty), _partyPool[i], out var party, out fault))
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

    private static SubjectInput InputOf(in NamedSubject subject, int partyRole) =>
        new() { Type = subject.Type, Value = subject.Value, Name = subject.Name, PartyRole = partyRole };

    private bool TryEvaluateOne(in PartyQuestion question, CheckAnswer answer, out CheckedSubject found, out FieldViolation? fault)
    {
        var subject = question.Subject;
        found = default;
        fault = CheckFields.FindFault(subject);
        if (fault is not null)
        {
            return true;
        }

        // The subject's role stands in the item; a party has its own.
        var partyRole = Plan.DefaultPartyRole;
        if (question.Role is { } role && !Plan.TryFindPartyRole(role, out partyRole))
        {
            fault = new FieldViolation("role", ErrorReason.UnknownPartyRole, "The scenario has no such role.");
            return true;
        }

        if (_blocked != IndeterminateReasons.None)
        {
            fault = EvaluateBlocked(question.Ground, subject, answer, out found);
            return true;
        }

        if (!_reader!.TryCheck(_context, InputOf(subject, partyRole), question.Prepared, answer, out found))
        {
            return false;
        }

        if (Plan.Scenario.EligibilityOnly)
        {
            answer.KeepEligibility();
        }

        if (CheckFields.IsPersonal(subject, found.Type))
        {
            // The answer was made before the ground was asked for, which saves reading the identifier twice; it goes nowhere.
            fault = CheckFields.FindMissingGround(question.Ground, Plan.Scenario.MustCheck);
        }

        return true;
    }

    private FieldViolation? EvaluateBlocked(in Ground ground, in NamedSubject subject, CheckAnswer answer, out CheckedSubject found)
    {
        var findings = IdentifierParser.Parse(subject.Type, subject.Value, out var readings);
        found = new CheckedSubject(default, IdentifierType.Unspecified, findings);
        var identity = readings.Count == 0 ? IdentityMatch.InvalidIdentifier : IdentityMatch.Unspecified;
        CheckEvaluator.EvaluateUnusable(identity, _blocked, answer);
        return CheckFields.IsPersonal(subject, IdentifierType.Unspecified) ? CheckFields.FindMissingGround(ground, Plan.Scenario.MustCheck) : null;
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

    /// <summary>One subject or party to be evaluated.</summary>
    private readonly ref struct PartyQuestion(in Ground ground, in NamedSubject subject, string? role, in PreparedSubject prepared)
    {
        public readonly Ground Ground = ground;
        public readonly NamedSubject Subject = subject;
        public readonly string? Role = role;
        public readonly ref readonly PreparedSubject Prepared = ref prepared;
    }
}
