using CreditQuery.Rules;
using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Checks;

namespace CreditQuery.UnitTests.Properties.Naive;

/// <summary>What a scenario answers beyond the conclusion, and the rule of parties.</summary>
internal sealed class NaiveAdvice(NaiveRegistry registry, NaiveQuestion question, NaiveAnswer answer)
{
    private static readonly Conclusion[] FromWorst =
        [Conclusion.Block, Conclusion.Indeterminate, Conclusion.Caution, Conclusion.SuspendedOnly, Conclusion.Clear, Conclusion.Prefer];

    private bool IsPreferred => answer.Conclusion == Conclusion.Prefer;

    /// <summary>In a group where the worst counts all must be preferred; elsewhere each stands alone.</summary>
    public static void Combine(NaiveQuestion question, NaiveAnswer whole, NaiveAnswer[] parties)
    {
        if (question.Scenario.PartyRule != PartyRule.WorstCounts || !IsOfGroup(question, question.Item.Role))
        {
            return;
        }

        NaiveAnswer[] all = [whole, .. parties.Where((_, index) => IsOfGroup(question, question.Parties[index].Role))];
        var worst = FromWorst.First(c => all.Any(a => a.Conclusion == c));
        var reasons = all.Where(a => a.Conclusion == worst).Aggregate(IndeterminateReasons.None, (r, a) => r | a.Reasons);
        if (worst == whole.Conclusion)
        {
            whole.Reasons = reasons;
            return;
        }

        (whole.Conclusion, whole.Reasons) = (worst, reasons);
        whole.BlockedBy = worst == Conclusion.Block ? Array.FindIndex(parties, p => p.Conclusion == worst && all.Contains(p)) + 1 : 0;
        (whole.Eligible, whole.Deficiency, whole.NotifyAndCommit, whole.GreenChannel) = (false, false, false, ApprovalGround.None);
        whole.Points = whole.Points is null ? null : 0;
    }

    private static bool IsOfGroup(NaiveQuestion question, string role) => question.Scenario.GroupRoles.Count == 0
        || question.Scenario.GroupRoles.Contains(role.Length > 0 ? role : question.Scenario.PartyRoles[0]);

    /// <summary>The signal that an active entry of a list gives; none where the catalogue has none.</summary>
    public static PriceSignal SignalOf(Catalogue catalogue, NaiveQuestion question, ListTypeDefinition list)
    {
        if (question.Scenario.Advice != AdviceKind.Pricing || list.Authority != AuthorityClass.Public || !list.InForce.Covers(question.Day) || list.NamedOnly)
        {
            return PriceSignal.None;
        }

        var product = question.Item.Product;
        var other = question.Scenario.Item == ItemKind.Insurance && product.Length > 0 && product != "property";
        var item = question.Scenario.Item == ItemKind.Loan ? "loan" : question.Scenario.Item == ItemKind.Insurance && !other ? "insurance" : "";
        var signals = catalogue.PriceSignals.Where(s => s.Tier == list.Tier).ToList();
        return (signals.Find(s => product.Length > 0 && s.Product == product) ?? signals.Find(s => s.Product == item))?.Signal ?? PriceSignal.None;
    }

    public void Fill(List<(NaiveEntry Entry, ListTypeDefinition List, EntryState State)> own, NaiveSubject? subject, MeasureState incentives)
    {
        answer.Eligible = IsPreferred;
        var counting = own.Where(o => o.State == EntryState.Active && NaiveStates.CountsIn(o.Entry, question.Region) == true).ToList();
        switch (question.Scenario.Advice)
        {
            case AdviceKind.Consumption:
                answer.Consumption = Consumption();
                break;
            case AdviceKind.Tender:
                Tender(counting, subject, incentives);
                break;
            case AdviceKind.Approval:
                Approval();
                break;
            case AdviceKind.Pricing:
                Price(counting, incentives);
                break;
            case AdviceKind.Inspection:
                Inspection();
                break;
        }
    }

    private ConsumptionDecision Consumption()
    {
        var limits = answer.Measures.Where(m => m.Ruling is ConsumptionRuling.Restricted or ConsumptionRuling.Undetermined).ToList();
        if (limits.Exists(m => m.State == MeasureState.Active && m.Ruling == ConsumptionRuling.Restricted))
        {
            return ConsumptionDecision.Restricted;
        }

        // An answer that is INDETERMINATE never says ALLOWED.
        return limits.Exists(m => m.State == MeasureState.Active) || answer.Conclusion == Conclusion.Indeterminate ? ConsumptionDecision.Undetermined
            : limits.Exists(m => m.State is MeasureState.Suspended or MeasureState.Grace) ? ConsumptionDecision.Suspended
            : limits.Exists(m => m.State == MeasureState.Exempted) ? ConsumptionDecision.Exempted
            : ConsumptionDecision.Allowed;
    }

    private void Tender(List<(NaiveEntry Entry, ListTypeDefinition List, EntryState State)> counting, NaiveSubject? subject, MeasureState incentives)
    {
        var schemes = registry.Catalogue.TenderSchemes.Where(s => NaivePlaces.Contains(s.Region, question.Region)
            && (s.TradeTypes.Count == 0 || s.TradeTypes.Contains(question.Item.TradeType)));
        if (schemes.MaxBy(s => NaivePlaces.Narrowness(s.Region)) is not { } scheme)
        {
            return;
        }

        // A ground earns its points once.
        var earned = scheme.Points.Where(p => counting.Exists(o => p.ListTypes.Contains(o.List.Index))
            || (p.GradeScheme is { } grades && subject is not null && subject.Grades.TryGetValue(grades.Code, out var grade)
                && grade.Days.Covers(question.Day) && p.Grades.Contains(Code32.Of(grade.Value)))).Sum(p => p.Points);
        answer.Points = IsPreferred && incentives == MeasureState.Active ? Math.Min(earned, scheme.Cap ?? earned) : 0;
    }

    private void Approval()
    {
        var given = answer.Measures.Where(m => m.State == MeasureState.Active && IsPreferred).ToList();
        var green = given.Where(m => m.Row.Code == "green_channel").ToList();
        // A model is the stronger ground; by years where neither an entry nor a grade gives it.
        var byModel = green.Exists(m => m.Entry.Length > 0 || m.ByGrade);
        answer.GreenChannel = green.Count == 0 ? ApprovalGround.None : byModel ? ApprovalGround.Model : ApprovalGround.ThreeCleanYears;
        answer.Deficiency = given.Exists(m => m.Row.Code == "accept_with_deficiency");
        answer.NotifyAndCommit = given.Exists(m => m.Row.Code == "notify_and_commit");
    }

    private void Price(List<(NaiveEntry Entry, ListTypeDefinition List, EntryState State)> counting, MeasureState incentives)
    {
        foreach (var (_, list, _) in counting)
        {
            var signal = SignalOf(registry.Catalogue, question, list);
            answer.Signal = signal == PriceSignal.Favourable && incentives != MeasureState.Active ? answer.Signal : signal > answer.Signal ? signal : answer.Signal;
        }
    }

    private void Inspection()
    {
        var level = LevelOf(answer.Measures);
        answer.Level = level == InspectionLevel.Reduced && !IsPreferred ? InspectionLevel.Normal : level;
        if (question.Item.Field.Length > 0)
        {
            answer.OwnFieldLevel = LevelOf(answer.Measures.Where(m => m.List?.Field == question.Item.Field));
            answer.CrossFieldLevel = LevelOf(answer.Measures.Where(m => m.List is { } list && list.Field != question.Item.Field));
        }

        answer.Factor = registry.Catalogue.SupervisionFactors.Where(f => f.Level == answer.Level && NaivePlaces.Contains(f.Region, question.Region))
            .MaxBy(f => NaivePlaces.Narrowness(f.Region))?.Factor ?? "";
    }

    private static InspectionLevel LevelOf(IEnumerable<NaiveMeasure> measures)
    {
        var all = measures.ToList();
        return all.Exists(m => (m.IsDiscipline && m.State == MeasureState.Active) || m.State == MeasureState.Monitored) ? InspectionLevel.Key
            : all.Exists(m => m is { IsDiscipline: false, State: MeasureState.Active, Effect: Effect.Frequency }) ? InspectionLevel.Reduced
            : InspectionLevel.Normal;
    }
}
