using CreditQuery.Rules.Subjects;

namespace CreditQuery.Cli.Sample;

/// <summary>One invented subject.</summary>
internal readonly record struct SampleSubject(
    int Index, SubjectKind Kind, string Identifier, string Name, string Region, string Industry, DateOnly? EstablishedOn)
{
    public bool IsPerson => Kind == SubjectKind.NaturalPerson;

    public string TypeZh => IsPerson ? "公民身份号码" : "统一社会信用代码";

    public string KindZh => Kind switch
    {
        SubjectKind.Enterprise => "企业",
        SubjectKind.IndividualBusiness => "个体工商户",
        SubjectKind.FarmersCoop => "农民专业合作社",
        SubjectKind.SocialOrg => "社会组织",
        SubjectKind.GovBody => "机关",
        SubjectKind.PublicInstitution => "事业单位",
        SubjectKind.NaturalPerson => "自然人",
        _ => "其他",
    };
}
