using System.Text;
using CreditQuery.Cli;
using CreditQuery.Cli.Import;
using CreditQuery.Cli.Sample;
using CreditQuery.Protos.V1;

namespace CreditQuery.UnitTests.Cli;

public sealed class CsvImportTests
{
    private static readonly string Code = SampleIdentifiers.Uscc(1);
    private static readonly string Person = SampleIdentifiers.CitizenId(1);
    private static readonly ImportProfile Court = new() { ListType = "court_dishonest_debtor", Issuer = "court", Authority = "courts", Region = "140000" };

    [Fact]
    public void Read_PortalExport_BecomesAnEntry()
    {
        var change = Assert.Single(One($"统一社会信用代码,企业名称,执行法院,案号,立案时间,发布时间,失信被执行人行为具体情形\n{Code},虚构有限公司,虚构法院,（2026）虚构0101执1号,2026年1月5日,2026/1/20 10:00:00,有履行能力而拒不履行生效法律文书确定义务\n", Court).Changes).PutEntry;

        Assert.Equal(Code, change.Entry.Subject.Value);
        Assert.Equal(IdentifierType.Uscc, change.Entry.Subject.Type);
        Assert.Equal("虚构有限公司", change.Entry.Subject.Name);
        Assert.Equal("court_dishonest_debtor", change.ListType);
        Assert.Equal("2026-01-05", change.DecidedOn);
        Assert.Equal("2026-01-20", change.ValidFrom);
        Assert.Equal("courts", change.DecisionAuthority);
        Assert.Equal("虚构法院", change.Contact);
        Assert.Equal("140000", change.Region);
        Assert.True(change.AbleButRefuses);
        Assert.StartsWith("court:", change.Entry.EntryId, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_SameFactsTwice_HaveTheSameEntryId()
    {
        var text = $"统一社会信用代码,案号,列入日期\n{Code},甲1号,2026-01-05\n{Code},甲1号,20260105\n{Code},甲2号,2026-01-05\n";

        var ids = All(text, Court).Select(r => r.Changes[0].PutEntry.Entry.EntryId).ToArray();

        Assert.Equal(ids[0], ids[1]);
        Assert.NotEqual(ids[0], ids[2]);
    }

    [Fact]
    public void Read_RecordNumberHoldsAPersonalNumber_IsNotKept()
    {
        var entry = One($"身份证号码,记录编号,列入日期\n{Person},R-{Person},2026-01-05\n", Court).Changes[0].PutEntry;

        Assert.DoesNotContain(Person, entry.Entry.EntryId, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("长期")]
    [InlineData("至履行完毕")]
    public void Read_OpenEnd_IsUntilPerformed(string end)
    {
        var entry = One($"统一社会信用代码,列入日期,移除日期\n{Code},2026-01-05,{end}\n", Court).Changes[0].PutEntry;

        Assert.True(entry.UntilPerformed);
        Assert.Empty(entry.ValidTo);
    }

    [Fact]
    public void Read_Performed_ExitsToo()
    {
        var row = One($"统一社会信用代码,列入日期,履行情况\n{Code},2026-01-05,全部已履行\n", Court);

        Assert.Equal([Change.ChangeOneofCase.PutEntry, Change.ChangeOneofCase.ExitEntry], row.Changes.Select(c => c.ChangeCase));
        Assert.Equal("performed", row.Changes[1].ExitEntry.Reason);
    }

    [Fact]
    public void Read_Categories_ChooseTheListType()
    {
        var profile = new ImportProfile { Categories = new Dictionary<string, string> { ["2"] = "tax_credit_a", ["8"] = "major_tax_violation" } };
        var rows = All($"统一社会信用代码,名单类别,列入日期\n{Code},2,2026-01-05\n{Code},8,2026-01-05\n{Code},4,2026-01-05\n", profile);

        Assert.Equal("tax_credit_a", rows[0].Changes[0].PutEntry.ListType);
        Assert.Equal("major_tax_violation", rows[1].Changes[0].PutEntry.ListType);
        Assert.Contains("--category", rows[2].Rejection, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_SubjectColumns_BecomeASubject()
    {
        var row = One($"统一社会信用代码,工商注册号,名称,主体类型,行政区划,成立日期,法定代表人,法定代表人证件号码\n{Code},{SampleIdentifiers.RegNo(1)},虚构有限公司,企业,320583,2020-02-29,虚构人,{Person}\n", new ImportProfile());

        Assert.Equal([Change.ChangeOneofCase.PutSubject, Change.ChangeOneofCase.PutAlias, Change.ChangeOneofCase.LinkPerson], row.Changes.Select(c => c.ChangeCase));
        Assert.Equal(SubjectKind.Enterprise, row.Changes[0].PutSubject.Kind);
        Assert.Equal("2020-02-29", row.Changes[0].PutSubject.EstablishedOn);
        Assert.Equal(IdentifierType.RegNo, row.Changes[1].PutAlias.Alias.Type);
        Assert.Equal(Role.LegalRep, row.Changes[2].LinkPerson.Role);
    }

    [Theory]
    [InlineData("92", SubjectKind.IndividualBusiness)]
    [InlineData("93", SubjectKind.FarmersCoop)]
    [InlineData("51", SubjectKind.SocialOrg)]
    [InlineData("11", SubjectKind.GovBody)]
    [InlineData("12", SubjectKind.PublicInstitution)]
    public void Read_NoKind_IsThatOfTheCode(string prefix, SubjectKind expected)
    {
        var body = prefix + Code[2..17];
        var row = One($"uscc,name\n{body}{CreditQuery.Rules.Subjects.CheckCharacters.Uscc(body)},x\n", new ImportProfile());

        Assert.Equal(expected, row.Changes[0].PutSubject.Kind);
    }

    [Theory]
    [InlineData("999999200102290040", "invalid identifier (ImpossibleDate)")]
    [InlineData("12345", "invalid identifier (BadLength)")]
    [InlineData("", "no identifier")]
    public void Read_BadIdentifier_IsRejectedWithoutSayingIt(string value, string reason)
    {
        var row = One($"身份证号码,列入日期\n{value},2026-01-05\n", Court);

        Assert.Equal(reason, row.Rejection);
        Assert.Empty(row.Changes);
    }

    [Fact]
    public void Read_PilotCode_IsKept() =>
        Assert.Single(One($"统一社会信用代码,列入日期\n{SampleIdentifiers.PilotUscc(3)},2026-01-05\n", Court).Changes);

    [Theory]
    [InlineData("2026-02-30")]
    [InlineData("soon")]
    public void Read_NoDay_IsRejected(string day) => Assert.NotNull(One($"统一社会信用代码,列入日期\n{Code},{day}\n", Court).Rejection);

    [Theory]
    [InlineData("列入原因代码", "没有")]
    [InlineData("严重程度", "serious")]
    [InlineData("限制事项", "坐飞机")]
    [InlineData("适用范围", "nowhere")]
    [InlineData("行为类别", "5")]
    [InlineData("未履行金额", "很多")]
    [InlineData("移除日期", "2025-12-31")]
    [InlineData("行为日期", "2026-01-06")]
    [InlineData("案号", "999999200001010011号")]
    public void Read_FieldTheServiceWouldRefuse_RejectsTheRowOnly(string column, string value)
    {
        var rows = All($"统一社会信用代码,列入日期,{column}\n{Code},2026-01-05,{value}\n{Code},2026-01-05,\n", Court);

        Assert.NotNull(rows[0].Rejection);
        Assert.DoesNotContain("999999200001010011", rows[0].Rejection, StringComparison.Ordinal);
        Assert.Single(rows[1].Changes);
    }

    // Public portals mask the numbers of persons; the unit is listed all the same.
    [Theory]
    [InlineData("法定代表人证件号码", "999999********0019")]
    [InlineData("成立日期", "不详")]
    [InlineData("纳税信用等级", "D级")]
    public void Read_WhatStandsBesideTheEntryCannotBeRead_TheEntryIsKeptAndTheRestTold(string column, string value)
    {
        var row = One($"统一社会信用代码,列入日期,{column}\n{Code},2026-01-05,{value}\n", Court);

        Assert.Null(row.Rejection);
        Assert.NotNull(row.Omission);
        Assert.DoesNotContain(value, row.Omission, StringComparison.Ordinal);
        Assert.Equal("court_dishonest_debtor", Assert.Single(row.Changes).PutEntry.ListType);
    }

    [Theory]
    [InlineData("14", "140000")]
    [InlineData("3205", "320500")]
    [InlineData("320583", "320583")]
    [InlineData("山西省", "140000")]
    [InlineData("", "140000")]
    public void Read_Region_IsSixDigits(string written, string expected) =>
        Assert.Equal(expected, One($"统一社会信用代码,列入日期,行政区划\n{Code},2026-01-05,{written}\n", Court).Changes[0].PutEntry.Region);

    [Theory]
    [InlineData("\"1,234,567.80元\"", "1234567.8")]
    [InlineData("12.5万元", "125000")]
    [InlineData("0.05", "0.05")]
    public void Read_Amount_IsADecimal(string written, string expected) =>
        Assert.Equal(expected, One($"统一社会信用代码,列入日期,拖欠金额\n{Code},2026-01-05,{written}\n", Court).Changes[0].PutEntry.Amount);

    [Fact]
    public void Read_Grade_NeedsAScheme()
    {
        var text = $"统一社会信用代码,纳税信用等级,评价日期\n{Code},A级,2026-04-30\n";

        Assert.NotNull(One(text, new ImportProfile()).Rejection);
        Assert.Equal("A", One(text, new ImportProfile { GradeScheme = "tax_credit" }).Changes[0].PutGrade.Value);
    }

    [Fact]
    public void Read_QuotedFieldsOverLines_CountLines()
    {
        var rows = All($"统一社会信用代码,列入日期,列入原因\n{Code},2026-01-05,\"甲,\n乙\"\n{Code},x,丙\n", Court);

        Assert.Equal("甲,\n乙", rows[0].Changes[0].PutEntry.CauseText);
        Assert.Equal(4, rows[1].Line);
    }

    [Fact]
    public void Read_Gb18030_IsFound()
    {
        using var directory = new TemporaryDirectory();
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var path = directory.File("list.csv", Encoding.GetEncoding("gb18030").GetBytes($"统一社会信用代码;企业名称;列入日期\n{Code};虚构有限公司;2026-01-05\n"));

        using var source = ImportSources.Open(path, null, Court);
        var row = new ImportRow();

        Assert.True(source.TryRead(row));
        Assert.Equal("虚构有限公司", row.Changes[0].PutEntry.Entry.Subject.Name);
    }

    [Fact]
    public void Open_NamesOnly_IsRefused()
    {
        var failure = Assert.Throws<CommandFailure>(() => All("企业名称,列入日期\n虚构有限公司,2026-01-05\n", Court));

        Assert.Equal(ExitCodes.BadFile, failure.ExitCode);
    }

    [Fact]
    public void Read_JsonLines_AreChanges()
    {
        using var directory = new TemporaryDirectory();
        var path = directory.File("changes.jsonl", $$$"""
            {"putGrade":{"subject":{"type":"IDENTIFIER_TYPE_USCC","value":"{{{Code}}}"},"scheme":"tax_credit","value":"A"}}

            {"putNothing":{}}
            {}
            """);

        using var source = ImportSources.Open(path, null, new ImportProfile());
        var rows = Read(source);

        Assert.Equal("tax_credit", rows[0].Changes[0].PutGrade.Scheme);
        Assert.Equal(3, rows[1].Line);
        Assert.NotNull(rows[1].Rejection);
        Assert.NotNull(rows[2].Rejection);
    }

    [Fact]
    public async Task Digest_OtherProfile_IsAnotherImport()
    {
        using var directory = new TemporaryDirectory();
        var path = directory.File("a.csv", "x");
        var token = TestContext.Current.CancellationToken;

        var digest = await ImportDigest.OfAsync(path, Court, "", token);

        Assert.Equal(digest, await ImportDigest.OfAsync(path, Court with { }, "", token));
        Assert.NotEqual(digest, await ImportDigest.OfAsync(path, Court with { Region = "530000" }, "", token));
        Assert.NotEqual(digest, await ImportDigest.OfAsync(path, Court, "again", token));
    }

    private static ImportRow One(string text, ImportProfile profile) => Assert.Single(All(text, profile));

    private static List<ImportRow> All(string text, ImportProfile profile)
    {
        using var source = new CsvSource(new MemoryStream(Encoding.UTF8.GetBytes(text)), Encoding.UTF8, profile);
        return Read(source);
    }

    private static List<ImportRow> Read(IImportSource source)
    {
        var rows = new List<ImportRow>();
        for (var row = new ImportRow(); source.TryRead(row); row = new ImportRow())
        {
            rows.Add(row);
        }

        return rows;
    }
}
