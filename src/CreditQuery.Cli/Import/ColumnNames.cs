using System.Collections.Frozen;

namespace CreditQuery.Cli.Import;

/// <summary>Names of columns as public credit portals and departments write them.</summary>
/// <remarks>Source: functions.md (c), field names seen in public code. Compared without spaces, brackets and case.</remarks>
internal static class ColumnNames
{
    private static readonly FrozenDictionary<string, ImportColumn> ByName = Build(
        (ImportColumn.Identifier, "证件号码 证件号 主体代码 标识 主体标识 相对人代码 certCode identifier id_value cert_no"),
        (ImportColumn.IdentifierType, "证件类型 标识类型 相对人代码类型 certType identifier_type id_type"),
        (ImportColumn.Uscc, "统一社会信用代码 社会信用代码 信用代码 法人统一社会信用代码 行政相对人代码_1 uniCode uscc creditCode"),
        (ImportColumn.OrgCode, "组织机构代码 组织机构代码证号 行政相对人代码_3 orgCode org_code"),
        (ImportColumn.RegNo, "工商注册号 注册号 工商登记码 行政相对人代码_2 regNo reg_no"),
        (ImportColumn.TaxNo, "纳税人识别号 税务登记号 税号 行政相对人代码_4 taxNo tax_no"),
        (ImportColumn.CitizenId, "身份证号码 身份证号 公民身份号码 居民身份证号码 被执行人身份证号码 idCard citizen_id"),
        (ImportColumn.Name, "名称 企业名称 主体名称 单位名称 失信主体名称 奖惩对象 被执行人姓名 被执行人姓名/名称 姓名 行政相对人名称 partyName entityName name"),
        (ImportColumn.Kind, "主体类型 主体类别 对象类型 partyType kind"),
        (ImportColumn.Region, "行政区划 行政区划代码 所在地区 地区代码 区域 省份 district region"),
        (ImportColumn.Industry, "行业代码 行业 所属行业 industry industry_code"),
        (ImportColumn.EstablishedOn, "成立日期 注册日期 设立日期 established_on"),
        (ImportColumn.ListType, "名单类型 名单类型代码 奖惩类型代码 itemCode list_type"),
        (ImportColumn.Category, "名单类别 红黑名单类别 category"),
        (ImportColumn.EntryId, "记录编号 记录ID 名单编号 信息编号 itemUid entry_id"),
        (ImportColumn.Scope, "适用范围 效力范围 scope"),
        (ImportColumn.CauseCode, "列入原因代码 事由代码 cause_code"),
        (ImportColumn.CauseText, "列入原因 列入事由 认定事由 失信行为 守信行为 守信/失信行为 失信被执行人行为具体情形 处罚事由 违法事实 事由 basis cause_text"),
        (ImportColumn.BehaviourCategory, "行为类别 失信行为类别 behaviour_category"),
        (ImportColumn.SeverityScheme, "严重程度标准 severity_scheme"),
        (ImportColumn.Severity, "严重程度 失信程度 失信等级 severity"),
        (ImportColumn.AbleButRefuses, "有履行能力拒不履行 able_but_refuses"),
        (ImportColumn.ActedOn, "行为日期 违法行为日期 失信行为发生日期 acted_on"),
        (ImportColumn.DecidedOn, "认定日期 决定日期 作出决定日期 处罚决定日期 立案时间 立案日期 disciplinaryTime decided_on"),
        (ImportColumn.DecisionNo, "案号 执行依据文号 认定依据文号 认定文号 决定文书号 决定书文号 处罚决定书文号 行政处罚决定书文号 文书号 decision_no"),
        (ImportColumn.Authority, "认定部门 认定机关 认定单位 执行法院 列入机关 列入决定机关 决定机关 处罚机关 执行部门名称 bizDept dept decision_authority"),
        (ImportColumn.ValidFrom, "列入日期 发布时间 发布日期 公布日期 生效日期 开始时间 有效期自 有效期起 valid_from"),
        (ImportColumn.ValidTo, "移除日期 截止日期 有效期至 有效期止 结束时间 公示截止期 公示截止日期 到期日期 valid_to"),
        (ImportColumn.GraceTo, "宽限期至 宽限期截止日期 grace_to"),
        (ImportColumn.Performance, "履行情况 被执行人的履行情况 performance"),
        (ImportColumn.Amount, "涉案金额 未履行金额 执行标的 欠缴金额 拖欠金额 amount"),
        (ImportColumn.Items, "限制事项 限制消费事项 items"),
        (ImportColumn.Contact, "联系方式 认定部门联系方式 contact"),
        (ImportColumn.GradeScheme, "评价体系 评价类型 grade_scheme"),
        (ImportColumn.Grade, "信用等级 评价等级 纳税信用等级 等级 grade"),
        (ImportColumn.GradedOn, "评价日期 评定日期 graded_on"),
        (ImportColumn.LegalRepName, "法定代表人 法人代表 法定代表人姓名 法定代表人或者负责人姓名 legal_rep_name"),
        (ImportColumn.LegalRepId, "法定代表人证件号码 法定代表人身份证号 法定代表人身份证号码 legal_rep_id"));

    /// <summary>Gives the column of a header cell; null for one that is not known.</summary>
    public static ImportColumn? Find(string header) => ByName.TryGetValue(Key(header), out var column) ? column : null;

    private static string Key(string header)
    {
        Span<char> key = stackalloc char[64];
        var length = 0;
        foreach (var c in header)
        {
            if (char.IsWhiteSpace(c) || c is '(' or ')' or '（' or '）' or '_' or '\uFEFF' or '*' or '：' or ':')
            {
                continue;
            }

            if (length == key.Length)
            {
                return "";
            }

            key[length++] = char.ToLowerInvariant(c);
        }

        return key[..length].ToString();
    }

    private static FrozenDictionary<string, ImportColumn> Build(params ReadOnlySpan<(ImportColumn Column, string Names)> rows)
    {
        var map = new Dictionary<string, ImportColumn>(StringComparer.Ordinal);
        foreach (var (column, names) in rows)
        {
            foreach (var name in names.Split(' '))
            {
                if (!map.TryAdd(Key(name), column) && map[Key(name)] != column)
                {
                    throw new InvalidOperationException($"The column name {name} has two meanings.");
                }
            }
        }

        return map.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
