using CreditQuery.Rules.Catalogues;

namespace CreditQuery.Rules.Checks;

/// <summary>From measure to conclusion: the table of architecture, chapter 5, as it stands there.</summary>
internal static class Conclusions
{
    /// <summary>What one measure amounts to.</summary>
    /// <remarks>Discipline, MANDATORY, basis in force, BLOCK, PUBLIC, ACTIVE: blocks. Any other PUBLIC ACTIVE discipline: cautions. MONITORED: cautions.
    /// SUSPENDED, GRACE: suspends. PENDING, HELD, EXEMPTED: listed, no effect. Eligible incentive: prefers. References never come here.</remarks>
    public static Findings Of(in AppliedMeasure measure, MeasureKind kind) => measure.State switch
    {
        MeasureState.Active when kind == MeasureKind.Incentive => Findings.Prefers,
        MeasureState.Active when measure.Effect == Effect.Block && measure.Obligation == Obligation.Mandatory => Findings.Blocks,
        MeasureState.Active or MeasureState.Monitored => Findings.Cautions,
        MeasureState.Suspended or MeasureState.Grace => Findings.Suspends,
        _ => Findings.None,
    };

    /// <summary>The conclusion about one subject.</summary>
    /// <param name="findings">What the measures amount to.</param>
    /// <param name="gaps">Why coverage, links or quarantine forbid a clean answer; none if they do not.</param>
    /// <param name="nameMismatch">The name given contradicts the record.</param>
    /// <returns>BLOCK &gt; INDETERMINATE &gt; CAUTION &gt; SUSPENDED_ONLY &gt; PREFER &gt; CLEAR; with a name mismatch the last two are INDETERMINATE.</returns>
    public static (Conclusion Conclusion, IndeterminateReasons Reasons) Conclude(Findings findings, IndeterminateReasons gaps, bool nameMismatch)
    {
        if ((findings & Findings.Blocks) != 0)
        {
            return (Conclusion.Block, IndeterminateReasons.None);
        }

        if (gaps != IndeterminateReasons.None)
        {
            return (Conclusion.Indeterminate, nameMismatch ? gaps | IndeterminateReasons.IdentityUnusable : gaps);
        }

        if ((findings & Findings.Cautions) != 0)
        {
            return (Conclusion.Caution, IndeterminateReasons.None);
        }

        if ((findings & Findings.Suspends) != 0)
        {
            return (Conclusion.SuspendedOnly, IndeterminateReasons.None);
        }

        if (nameMismatch)
        {
            return (Conclusion.Indeterminate, IndeterminateReasons.IdentityUnusable);
        }

        return ((findings & Findings.Prefers) != 0 ? Conclusion.Prefer : Conclusion.Clear, IndeterminateReasons.None);
    }

    /// <summary>How bad a conclusion is for a group in which the worst counts; a group is preferred only if all of it is.</summary>
    public static int Badness(Conclusion conclusion) => conclusion switch
    {
        Conclusion.Block => 6,
        Conclusion.Indeterminate or Conclusion.Unspecified => 5,
        Conclusion.Caution => 4,
        Conclusion.SuspendedOnly => 3,
        Conclusion.Clear => 2,
        _ => 1,
    };
}
