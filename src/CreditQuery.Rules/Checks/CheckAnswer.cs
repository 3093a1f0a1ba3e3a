using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Periods;
using CreditQuery.Rules.Records;

namespace CreditQuery.Rules.Checks;

/// <summary>The answer about one subject. Pooled: the evaluator clears and fills it.</summary>
/// <remarks>Not thread-safe. Its arrays grow to what was needed once and stay; spans are valid until the next evaluation into it.</remarks>
public sealed class CheckAnswer
{
    private readonly MeasureOrder _order = new();
    private AppliedMeasure[] _measures = new AppliedMeasure[8];
    private AppliedMeasure[] _references = new AppliedMeasure[4];
    private byte[] _scratch = new byte[256];
    private int _measureCount;
    private int _referenceCount;
    private int _scratchLength;
    private EntryReading[] _readings = new EntryReading[16];
    private RatingReport[] _ratings = [];
    private int _ratingCount;

    /// <summary>The conclusion; unspecified until evaluated.</summary>
    public Conclusion Conclusion { get; internal set; }

    /// <summary>Why it is INDETERMINATE; none otherwise.</summary>
    public IndeterminateReasons Reasons { get; internal set; }

    /// <summary>How the identifier led to the record.</summary>
    public IdentityMatch Identity { get; internal set; }

    /// <summary>The name that the caller stated is a former name of the subject.</summary>
    public bool StatedFormerName { get; internal set; }

    /// <summary>Measures that bear on the decision, BLOCK first, then by code.</summary>
    public ReadOnlySpan<AppliedMeasure> Measures => _measures.AsSpan(0, _measureCount);

    /// <summary>Measures for reference only: reference lists, INFORM, not adopted, without a basis.</summary>
    public ReadOnlySpan<AppliedMeasure> References => _references.AsSpan(0, _referenceCount);

    /// <summary>Third-party ratings in force on the day asked about; only where the scenario uses them, and never with an effect.</summary>
    /// <remarks>Source: 000 三(三), 003 二 (推动使用信用评级报告).</remarks>
    public ReadOnlySpan<RatingReport> Ratings => _ratings.AsSpan(0, _ratingCount);

    /// <summary>Three years without an adverse record.</summary>
    public ThreeCleanYears CleanYears { get; internal set; }

    /// <summary>Day of the latest adverse decision that counts, plus one; 0 if there is none or it is unknown.</summary>
    public int CleanSince { get; internal set; }

    /// <summary>Next civil day on which time alone changes the answer; Never if there is none.</summary>
    /// <remarks>Misses no day; it may name one on which a row or entry changes and this answer happens to stay the same.</remarks>
    public int NextChangeDay { get; internal set; } = CivilDay.Never;

    /// <summary>Instant at which a required or adverse list falls silent, UTC ticks; <see cref="long.MaxValue"/> if none does.</summary>
    public long NextSilenceTicks { get; internal set; } = long.MaxValue;

    /// <summary>Decision on the item of consumption; unspecified outside consumption.</summary>
    public ConsumptionDecision Consumption { get; internal set; }

    /// <summary>Bonus points; null if there is no scheme.</summary>
    public decimal? BonusPoints { get; internal set; }

    /// <summary>Scheme of the points; null if there is none.</summary>
    public TenderScheme? TenderScheme { get; internal set; }

    /// <summary>Number of the party whose entry limits the whole consortium, from 1; 0 if none.</summary>
    public int ConsortiumBlockedBy { get; internal set; }

    /// <summary>Ground of the green channel; none if there is no green channel.</summary>
    public ApprovalGround GreenChannel { get; internal set; }

    /// <summary>Acceptance with deficiency (容缺受理); never for papers that law or regulation requires.</summary>
    public bool AcceptWithDeficiency { get; internal set; }

    /// <summary>Notification and commitment (告知承诺).</summary>
    public bool NotifyAndCommit { get; internal set; }

    /// <summary>Signal for a bank or insurer; null if the catalogue gives none.</summary>
    public PriceSignalRule? PriceSignal { get; internal set; }

    /// <summary>Level of inspection; unspecified outside inspection.</summary>
    public InspectionLevel InspectionLevel { get; internal set; }

    /// <summary>Level that entries of the inspected field give; unspecified if no field was stated.</summary>
    /// <remarks>Source: 000 三(四), own field and other fields.</remarks>
    public InspectionLevel OwnFieldLevel { get; internal set; }

    /// <summary>Level that entries of all other fields give; unspecified if no field was stated.</summary>
    public InspectionLevel CrossFieldLevel { get; internal set; }

    /// <summary>Factor of the region for that level; null if it has none.</summary>
    public SupervisionFactor? InspectionFactor { get; internal set; }

    /// <summary>An incentive applies.</summary>
    public bool Eligible { get; internal set; }

    /// <summary>The next instant at which time alone changes the answer; null if there is none.</summary>
    public DateTimeOffset? NextChangeAt
    {
        get
        {
            var ticks = NextChangeDay == CivilDay.Never ? long.MaxValue : CivilDay.Start(NextChangeDay).UtcTicks;
            ticks = Math.Min(ticks, NextSilenceTicks);
            return ticks == long.MaxValue ? null : new DateTimeOffset(ticks, TimeSpan.Zero);
        }
    }

    /// <summary>Classes of the same mode that are allowed, as the request would name them; empty if none or not asked.</summary>
    public IReadOnlyList<string> AllowedAlternatives { get; internal set; } = [];

    /// <summary>Note of the table where a source is silent; empty if none.</summary>
    public string ConsumptionNote { get; internal set; } = "";

    /// <summary>Id of the entry behind a measure.</summary>
    /// <param name="measure">A measure or reference of this answer.</param>
    /// <returns>UTF-8; empty if no entry is behind it.</returns>
    public ReadOnlySpan<byte> EntryId(in AppliedMeasure measure) => _scratch.AsSpan(measure.EntryIdOffset, measure.EntryIdLength);

    /// <summary>Id of the exemption that covers the item and the day.</summary>
    /// <param name="measure">A measure or reference of this answer.</param>
    /// <returns>UTF-8; empty if there is none.</returns>
    public ReadOnlySpan<byte> ExemptionId(in AppliedMeasure measure) => _scratch.AsSpan(measure.ExemptionIdOffset, measure.ExemptionIdLength);

    /// <summary>Texts of a rating: agency and scale, value, agency; a line feed between them.</summary>
    /// <param name="rating">A rating of this answer.</param>
    /// <returns>UTF-8.</returns>
    public ReadOnlySpan<byte> RatingTexts(in RatingReport rating) => _scratch.AsSpan(rating.TextOffset, rating.TextLength);

    /// <summary>What the measures amount to.</summary>
    internal Findings Findings { get; private set; }

    /// <summary>What a measure that would change the answer depends on and nobody said: the region of the check, the kind of the subject.</summary>
    internal IndeterminateReasons Open { get; set; }

    /// <summary>Points of the tender scheme, before the cap.</summary>
    internal decimal EarnedPoints { get; private set; }

    internal void Clear()
    {
        Findings = Findings.None;
        EarnedPoints = 0;
        Open = IndeterminateReasons.None;
        _measureCount = _referenceCount = _ratingCount = _scratchLength = 0;
        Conclusion = Conclusion.Unspecified;
        Reasons = IndeterminateReasons.None;
        Identity = IdentityMatch.Unspecified;
        StatedFormerName = false;
        CleanYears = ThreeCleanYears.Unspecified;
        CleanSince = CivilDay.None;
        NextChangeDay = CivilDay.Never;
        NextSilenceTicks = long.MaxValue;
        Consumption = ConsumptionDecision.Unspecified;
        BonusPoints = null;
        TenderScheme = null;
        ConsortiumBlockedBy = 0;
        GreenChannel = ApprovalGround.None;
        AcceptWithDeficiency = NotifyAndCommit = Eligible = false;
        PriceSignal = null;
        InspectionLevel = OwnFieldLevel = CrossFieldLevel = InspectionLevel.Unspecified;
        InspectionFactor = null;
        AllowedAlternatives = [];
        ConsumptionNote = "";
    }

    /// <summary>Room for what is worked out of own entries, kept from one pass to the next.</summary>
    internal Span<EntryReading> Readings(int count)
    {
        if (_readings.Length < count)
        {
            _readings = new EntryReading[Math.Max(count, _readings.Length * 2)];
        }

        return _readings.AsSpan(0, count);
    }

    /// <summary>Adds an empty measure, or reference, to be filled and weighed at once.</summary>
    internal ref AppliedMeasure Add(Standing standing) => ref Add(standing, new AppliedMeasure { ListType = -1 });

    /// <summary>Adds a copy of what each measure of an entry has, to be filled and weighed at once.</summary>
    internal ref AppliedMeasure Add(Standing standing, scoped in AppliedMeasure begun) =>
        ref standing == Standing.Counts ? ref Add(ref _measures, ref _measureCount, begun) : ref Add(ref _references, ref _referenceCount, begun);

    /// <summary>Weighs a filled measure; what the question leaves open, or no source settles, can be weighed by the department but not block.</summary>
    internal void Weigh(ref AppliedMeasure applied, in PlanCandidate candidate, Standing standing, bool uncertain)
    {
        applied.Column = candidate.Column;
        if (applied.Effect == Effect.Block && (uncertain || applied.Ruling == ConsumptionRuling.Undetermined))
        {
            applied.Effect = Effect.Caution;
        }

        applied.Place = applied.Effect == Effect.Block ? candidate.PlaceOfBlock : candidate.Place;

        switch (standing)
        {
            case Standing.Counts:
                applied.Reason = MeasureReason.Applies;
                Findings |= Conclusions.Of(applied, candidate.Kind);
                break;
            case Standing.NotAdopted:
                applied.State = MeasureState.NotAdopted;
                applied.Reason = MeasureReason.NotAdopted;
                break;
            case Standing.NoBasis:
                applied.Reason = MeasureReason.NoBasis;
                break;
            case Standing.RegionOpen:
                applied.Reason = MeasureReason.RegionRequired;
                Open |= OpenFor(applied, candidate, IndeterminateReasons.RegionRequired);
                break;
            case Standing.KindOpen:
                applied.Reason = MeasureReason.KindUnknown;
                Open |= OpenFor(applied, candidate, IndeterminateReasons.KindUnknown);
                break;
            default:
                applied.Reason = MeasureReason.Applies;
                break;
        }
    }

    /// <summary>Leaves yes or no: what may be given, without the lists, days and reasons behind it, and nothing of what stands against it.</summary>
    /// <remarks>For scenarios that say so, once the answer is complete. Source: 000 三(三), F180.</remarks>
    public void KeepEligibility()
    {
        var kept = 0;
        for (var index = 0; index < _measureCount; index++)
        {
            if (_measures[index].State == MeasureState.Active)
            {
                var (measure, effect, obligation) = (_measures[index].Measure, _measures[index].Effect, _measures[index].Obligation);
                if (kept == 0 || _measures[kept - 1].Measure != measure)
                {
                    _measures[kept++] = new AppliedMeasure { Measure = measure, Effect = effect, Obligation = obligation, State = MeasureState.Active, ListType = -1 };
                }
            }
        }

        (_measureCount, _referenceCount) = (kept, 0);
        (CleanYears, CleanSince, NextChangeDay) = (ThreeCleanYears.Unspecified, CivilDay.None, CivilDay.Never);
    }

    /// <summary>Notes a day on which time alone changes the answer.</summary>
    internal void SoonerChange(int day)
    {
        if (day < NextChangeDay)
        {
            NextChangeDay = day;
        }
    }

    internal void Earn(decimal points) => EarnedPoints += points;

    internal void AddRating(in GradeRecord rating, ReadOnlySpan<byte> texts)
    {
        if (_ratingCount == _ratings.Length)
        {
            Array.Resize(ref _ratings, Math.Max(4, _ratingCount * 2));
        }

        _ratings[_ratingCount++] = new RatingReport { RatedOn = rating.GradedOn, ValidTo = rating.ValidTo, TextOffset = Copy(texts), TextLength = texts.Length };
    }

    /// <summary>BLOCK first, then by code, then in the order of the record.</summary>
    internal void Sort(CheckPlan plan)
    {
        _order.Sort(ref _measures, _measureCount, plan.PlaceCount);
        _order.Sort(ref _references, _referenceCount, plan.PlaceCount);
    }

    /// <summary>Copies bytes of the record, which are valid only during the read.</summary>
    internal int Copy(ReadOnlySpan<byte> utf8)
    {
        if (_scratchLength + utf8.Length > _scratch.Length)
        {
            Array.Resize(ref _scratch, Math.Max(_scratch.Length * 2, _scratchLength + utf8.Length));
        }

        var offset = _scratchLength;
        utf8.CopyTo(_scratch.AsSpan(offset));
        _scratchLength += utf8.Length;
        return offset;
    }

    private static IndeterminateReasons OpenFor(in AppliedMeasure applied, in PlanCandidate candidate, IndeterminateReasons reason) =>
        Conclusions.Of(applied, candidate.Kind) == Findings.None ? IndeterminateReasons.None : reason;

    private static ref AppliedMeasure Add(ref AppliedMeasure[] array, ref int count, scoped in AppliedMeasure begun)
    {
        if (count == array.Length)
        {
            Array.Resize(ref array, array.Length * 2);
        }

        ref var added = ref array[count++];
        added = begun;
        return ref added;
    }
}
