using CreditQuery.Rules.Periods;

namespace CreditQuery.Rules.Catalogues;

/// <summary>A legal or policy basis (依据) that rows of the catalogue cite.</summary>
public sealed class LegalBasis
{
    /// <summary>Id, unique in the catalogue.</summary>
    public required string Id { get; init; }

    /// <summary>Title with number.</summary>
    public required string Title { get; init; }

    /// <summary>Class.</summary>
    public required BasisClass Class { get; init; }

    /// <summary>Days in force. From is none where the date is unknown; then it cannot carry a discipline.</summary>
    public required DayRange InForce { get; init; }

    /// <summary>Remark; empty if none.</summary>
    public string Note { get; init; } = "";

    /// <summary>Tells whether it can carry a discipline on a day: class and known date.</summary>
    /// <param name="day">A day number.</param>
    /// <returns>True for a law, administrative or local regulation or central policy in force.</returns>
    /// <remarks>Source: 国办发〔2020〕49号: a discipline that cuts rights directly cites law, regulation or central policy.</remarks>
    public bool CarriesDiscipline(int day) =>
        Class is >= BasisClass.Law and <= BasisClass.CentralPolicy && InForce.From != CivilDay.None && InForce.Covers(day);
}
