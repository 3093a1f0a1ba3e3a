namespace CreditQuery.Rules.Catalogues;

/// <summary>Class of a legal basis (依据效力). The first four carry a discipline.</summary>
/// <remarks>Source: 国办发〔2020〕49号; architecture, chapter 5.</remarks>
public enum BasisClass : byte
{
    /// <summary>Not set.</summary>
    Unspecified = 0,

    /// <summary>Law (法律).</summary>
    Law = 1,

    /// <summary>Administrative regulation (行政法规).</summary>
    AdministrativeRegulation = 2,

    /// <summary>Local regulation (地方性法规).</summary>
    LocalRegulation = 3,

    /// <summary>Policy document of the Party centre or the State Council (党中央、国务院政策文件).</summary>
    CentralPolicy = 4,

    /// <summary>Judicial interpretation (司法解释).</summary>
    JudicialInterpretation = 5,

    /// <summary>Rule of a ministry (部门规章).</summary>
    DepartmentRule = 6,

    /// <summary>Normative document (规范性文件).</summary>
    NormativeDocument = 7,

    /// <summary>Memorandum of cooperation (合作备忘录).</summary>
    Memorandum = 8,

    /// <summary>Local policy paper.</summary>
    LocalPolicy = 9,
}
