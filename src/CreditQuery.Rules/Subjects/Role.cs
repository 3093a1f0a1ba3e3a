namespace CreditQuery.Rules.Subjects;

/// <summary>Role of a person in a unit (关联角色). The numbers are those of the contract.</summary>
/// <remarks>Source: 000 四(一); 001 三(十四)30.</remarks>
public enum Role : byte
{
    /// <summary>Not stated.</summary>
    Unspecified = 0,

    /// <summary>Legal representative (法定代表人).</summary>
    LegalRep = 1,

    /// <summary>Main person in charge (主要负责人).</summary>
    Principal = 2,

    /// <summary>Person in charge (负责人).</summary>
    PersonInCharge = 3,

    /// <summary>Actual controller (实际控制人).</summary>
    ActualController = 4,

    /// <summary>Person directly liable (直接责任人员).</summary>
    DirectlyLiable = 5,

    /// <summary>Senior manager (高级管理人员).</summary>
    SeniorManager = 6,

    /// <summary>Director directly liable (负有直接责任的董事).</summary>
    LiableDirector = 7,

    /// <summary>Shareholder directly liable (负有直接责任的股东).</summary>
    LiableShareholder = 8,

    /// <summary>Registered professional (注册执业人员).</summary>
    RegProfessional = 9,

    /// <summary>Operator of a self-employed business (经营者).</summary>
    Operator = 10,

    /// <summary>Driver (驾驶人).</summary>
    Driver = 11,
}
