using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Checks;

namespace CreditQuery.UnitTests.Properties.Naive;

/// <summary>A measure that follows for a subject, or is only listed.</summary>
internal sealed record NaiveMeasure(MeasureDefinition Row)
{
    public ListTypeDefinition? List { get; init; }

    public string Entry { get; init; } = "";

    public MeasureState State { get; init; }

    public Effect Effect { get; init; }

    public Obligation Obligation { get; init; }

    public string Via { get; init; } = "";

    public int DisputedSince { get; init; }

    public int ReplyDue { get; init; }

    public string Exemption { get; init; } = "";

    public int Until { get; init; }

    public bool Inherited { get; init; }

    public ConsumptionRuling Ruling { get; init; }

    /// <summary>A grade is the ground, no entry.</summary>
    public bool ByGrade { get; init; }

    /// <summary>Whether it would bear on the conclusion.</summary>
    public bool HasEffect => State is MeasureState.Active or MeasureState.Monitored or MeasureState.Suspended or MeasureState.Grace;

    /// <summary>Listed apart, without effect.</summary>
    public bool IsReference { get; init; }

    public bool IsDiscipline => Row.Kind == MeasureKind.Discipline;
}
