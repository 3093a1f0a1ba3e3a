using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Checks;

namespace CreditQuery.UnitTests.Properties.Naive;

/// <summary>The answer that the documents give.</summary>
internal sealed class NaiveAnswer
{
    public Conclusion Conclusion { get; set; }

    public IndeterminateReasons Reasons { get; set; }

    /// <summary>What would change the answer depends on something that nobody said.</summary>
    public IndeterminateReasons Open { get; set; }

    public IdentityMatch Identity { get; set; }

    public List<NaiveMeasure> All { get; } = [];

    public IEnumerable<NaiveMeasure> Measures => All.Where(m => !m.IsReference);

    public ThreeCleanYears CleanYears { get; set; }

    public ConsumptionDecision Consumption { get; set; }

    public decimal? Points { get; set; }

    public int BlockedBy { get; set; }

    public ApprovalGround GreenChannel { get; set; }

    public bool Deficiency { get; set; }

    public bool NotifyAndCommit { get; set; }

    public PriceSignal Signal { get; set; }

    public InspectionLevel Level { get; set; }

    public InspectionLevel OwnFieldLevel { get; set; }

    public InspectionLevel CrossFieldLevel { get; set; }

    public string Factor { get; set; } = "";

    public bool Eligible { get; set; }
}
