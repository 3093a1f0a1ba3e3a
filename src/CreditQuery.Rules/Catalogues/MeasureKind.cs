namespace CreditQuery.Rules.Catalogues;

/// <summary>Incentive or discipline (激励 / 惩戒). The numbers are those of the contract.</summary>
public enum MeasureKind : byte
{
    /// <summary>Not set.</summary>
    Unspecified = 0,

    /// <summary>Incentive (守信激励).</summary>
    Incentive = 1,

    /// <summary>Discipline (失信惩戒).</summary>
    Discipline = 2,
}
