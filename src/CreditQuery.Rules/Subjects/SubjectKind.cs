namespace CreditQuery.Rules.Subjects;

/// <summary>Kind of a credit subject (信用主体). The numbers are those of the contract.</summary>
/// <remarks>Source: 000 一(三); 001 四(十七)34; 004 三1.</remarks>
public enum SubjectKind : byte
{
    /// <summary>Not stated.</summary>
    Unspecified = 0,

    /// <summary>Enterprise (企业).</summary>
    Enterprise = 1,

    /// <summary>Self-employed trader (个体工商户).</summary>
    IndividualBusiness = 2,

    /// <summary>Farmers' cooperative (农民专业合作社).</summary>
    FarmersCoop = 3,

    /// <summary>Social organisation (社会组织).</summary>
    SocialOrg = 4,

    /// <summary>Government body (机关).</summary>
    GovBody = 5,

    /// <summary>Public institution (事业单位).</summary>
    PublicInstitution = 6,

    /// <summary>Unincorporated organisation (非法人组织).</summary>
    Unincorporated = 7,

    /// <summary>Natural person (自然人).</summary>
    NaturalPerson = 8,

    /// <summary>Anything else a list may name: a vehicle, a journal.</summary>
    Other = 9,
}
