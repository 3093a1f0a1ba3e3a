namespace CreditQuery.Rules.Subjects;

/// <summary>Type of an identifier (标识). The numbers are those of the contract; they are also the tag of the subject key.</summary>
/// <remarks>All types but USCC, organisation code and registration number are personal (architecture, chapter 3).</remarks>
public enum IdentifierType : byte
{
    /// <summary>Not stated: every type whose form and check fit is tried.</summary>
    Unspecified = 0,

    /// <summary>Unified social credit code (统一社会信用代码), GB 32100-2015.</summary>
    Uscc = 1,

    /// <summary>Organisation code (组织机构代码), GB 11714.</summary>
    OrgCode = 2,

    /// <summary>Business registration number (工商注册号).</summary>
    RegNo = 3,

    /// <summary>Taxpayer number (纳税人识别号) issued before the unified code.</summary>
    TaxNo = 4,

    /// <summary>Citizen identity number (公民身份号码), GB 11643-1999.</summary>
    CitizenId = 5,

    /// <summary>Passport: issuing country, a colon, the number.</summary>
    Passport = 6,

    /// <summary>Permit or residence permit of Hong Kong, Macao and Taiwan residents.</summary>
    HmtPermit = 7,

    /// <summary>Foreigner's permanent-residence identity number.</summary>
    ForeignPrId = 8,

    /// <summary>Vehicle plate (车牌号).</summary>
    Plate = 9,

    /// <summary>Practice licence number (执业证号).</summary>
    PracticeLicence = 10,

    /// <summary>Star credit card number (星级诚信卡号).</summary>
    StarCardNo = 11,

    /// <summary>Any other identifier.</summary>
    Other = 12,
}
