using CreditQuery.Protos.V1;

namespace CreditQuery.Cli.Output;

/// <summary>Words of the contract in Chinese, for tables.</summary>
internal static class Words
{
    public static string Zh(Conclusion value) => value switch
    {
        Conclusion.Block => "禁止",
        Conclusion.Caution => "审慎",
        Conclusion.Clear => "无记录措施",
        Conclusion.Prefer => "优先",
        Conclusion.SuspendedOnly => "仅有暂停措施",
        _ => "不能作出结论",
    };

    public static string Colour(Conclusion value) => value switch
    {
        Conclusion.Block => "red",
        Conclusion.Caution or Conclusion.SuspendedOnly => "yellow",
        Conclusion.Clear or Conclusion.Prefer => "green",
        _ => "magenta",
    };

    public static string Zh(IdentityMatch value) => value switch
    {
        IdentityMatch.Matched => "匹配",
        IdentityMatch.MatchedByAlias => "通过其他标识匹配",
        IdentityMatch.NameMismatch => "名称不符",
        IdentityMatch.Ambiguous => "标识有歧义",
        IdentityMatch.NoRecord => "无记录",
        IdentityMatch.InvalidIdentifier => "标识无效",
        _ => "",
    };

    public static string Zh(MeasureState value) => value switch
    {
        MeasureState.Active => "生效",
        MeasureState.Suspended => "暂停",
        MeasureState.Grace => "宽限期",
        MeasureState.Pending => "待生效",
        MeasureState.Held => "暂不给予",
        MeasureState.Exempted => "临时解除",
        MeasureState.Monitored => "重点监测",
        MeasureState.NotAdopted => "本地区未采用",
        MeasureState.NotCrossChecked => "未完成交叉比对",
        _ => "",
    };

    public static string Zh(EntryState value) => value switch
    {
        EntryState.Active => "生效",
        EntryState.Pending => "待生效",
        EntryState.Grace => "宽限期",
        EntryState.Suspended => "暂停",
        EntryState.Expired => "到期",
        EntryState.Exited => "已退出",
        EntryState.Monitored => "重点监测",
        EntryState.Repaired => "已修复",
        EntryState.Revoked => "已撤销",
        EntryState.Held => "暂不给予",
        _ => "",
    };

    public static string Zh(Effect value) => value switch
    {
        Effect.Block => "禁止",
        Effect.Caution => "审慎",
        Effect.PriceSignal => "定价信号",
        Effect.Prefer => "优先",
        Effect.Bonus => "加分",
        Effect.Frequency => "检查频次",
        Effect.Inform => "提示",
        _ => "",
    };

    public static string Zh(ConsumptionDecision value) => value switch
    {
        ConsumptionDecision.Allowed => "允许",
        ConsumptionDecision.Restricted => "限制",
        ConsumptionDecision.Suspended => "措施暂停",
        ConsumptionDecision.Exempted => "临时解除",
        ConsumptionDecision.Undetermined => "依据不明确",
        _ => "",
    };

    public static string Zh(ThreeCleanYears value) => value switch
    {
        ThreeCleanYears.Yes => "是",
        ThreeCleanYears.No => "否",
        ThreeCleanYears.TooYoung => "成立不满三年",
        ThreeCleanYears.Unknown => "不明",
        _ => "",
    };

    public static string Zh(Role value) => value switch
    {
        Role.LegalRep => "法定代表人",
        Role.Principal => "主要负责人",
        Role.PersonInCharge => "负责人",
        Role.ActualController => "实际控制人",
        Role.DirectlyLiable => "直接责任人员",
        Role.SeniorManager => "高级管理人员",
        Role.LiableDirector => "董事",
        Role.LiableShareholder => "股东",
        Role.RegProfessional => "注册执业人员",
        Role.Operator => "经营者",
        Role.Driver => "驾驶人",
        _ => "",
    };
}
