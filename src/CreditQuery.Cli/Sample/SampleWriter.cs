using System.Globalization;
using CreditQuery.Rules.Subjects;

namespace CreditQuery.Cli.Sample;

/// <summary>Writes the sample: one pass over the index numbers, nothing kept.</summary>
internal sealed class SampleWriter(SampleOptions options, SampleFiles files)
{
    private const uint EventPurpose = 200;
    private const string SubjectsFile = "subjects.csv";
    private const string RelationsFile = "relations.jsonl";
    private const string EventsFile = "events.jsonl";
    private const string SubjectsHeader = "统一社会信用代码,身份证号码,名称,主体类型,行政区划,行业代码,成立日期";
    private const string ListHeader = "记录编号,证件类型,证件号码,名称,行政区划,案号,认定部门,行为日期,认定日期,列入日期,移除日期,列入原因代码,列入原因";
    private readonly SampleSubjects _subjects = new(options);
    private readonly SampleEntries _entries = new(options);

    /// <summary>Writes everything.</summary>
    /// <param name="report">Told the number of subjects written, now and then.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    public void Write(Action<int> report, CancellationToken cancellationToken)
    {
        Span<SampleEntry> entries = new SampleEntry[2];
        for (var index = 0; index < options.Subjects; index++)
        {
            if (index % 10_000 == 0)
            {
                cancellationToken.ThrowIfCancellationRequested();
                report(index);
            }

            var subject = _subjects.At(index);
            WriteSubject(subject);
            if (!_entries.IsListed(index))
            {
                continue;
            }

            var count = _entries.Write(subject, entries);
            foreach (ref readonly var entry in entries[..count])
            {
                WriteEntry(subject, entry);
            }

            WriteEvents(subject, entries[0]);
            if (subject.Kind is SubjectKind.Enterprise or SubjectKind.IndividualBusiness)
            {
                WriteLink(subject, subject.Kind == SubjectKind.Enterprise ? "ROLE_LEGAL_REP" : "ROLE_OPERATOR", 0);
            }
        }

        report(options.Subjects);
    }

    public static string ListFile(string listType) => $"lists/{listType}.csv";

    private static string Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "";

    private static string SubjectJson(in SampleSubject subject) =>
        $$$"""{"type":"{{{(subject.IsPerson ? "IDENTIFIER_TYPE_CITIZEN_ID" : "IDENTIFIER_TYPE_USCC")}}}","value":"{{{subject.Identifier}}}"}""";

    private void WriteSubject(in SampleSubject subject)
    {
        var writer = files.NextRow(SubjectsFile, SubjectsHeader);
        writer.Write(subject.IsPerson ? "" : subject.Identifier);
        writer.Write(',');
        writer.Write(subject.IsPerson ? subject.Identifier : "");
        writer.Write(',');
        writer.Write(subject.Name);
        writer.Write(',');
        writer.Write(subject.KindZh);
        writer.Write(',');
        writer.Write(subject.Region);
        writer.Write(',');
        writer.Write(subject.Industry);
        writer.Write(',');
        writer.Write(Day(subject.EstablishedOn));
        writer.Write('\n');
    }

    private void WriteEntry(in SampleSubject subject, in SampleEntry entry)
    {
        var last = entry.ValidTo is { } validTo ? Day(validTo) : "至履行完毕";
        files.NextRow(ListFile(entry.Type.Code), ListHeader).Write(string.Create(CultureInfo.InvariantCulture,
            $"{entry.EntryId.AsSpan(SampleEntries.Issuer.Length + 1)},{subject.TypeZh},{subject.Identifier},{subject.Name},{entry.Region},{entry.DecisionNo},{entry.Type.Authority},{Day(entry.ActedOn)},{Day(entry.DecidedOn)},{Day(entry.ValidFrom)},{last},{entry.Type.CauseCode},{entry.Type.Cause}\n"));
    }

    /// <summary>Objections, exemptions, grades and commitments of a few listed subjects.</summary>
    private void WriteEvents(in SampleSubject subject, in SampleEntry entry)
    {
        var random = new SampleRandom(options.Seed, subject.Index, EventPurpose);
        var target = $$$"""{"subject":{{{SubjectJson(subject)}}},"entryId":"{{{entry.EntryId}}}"}""";
        if (random.Chance(0.03))
        {
            var accepted = options.AsOf.AddDays(-random.Next(1, 5));
            Event($$$"""{"openObjection":{"entry":{{{target}}},"objectionId":"o-{{{subject.Index}}}","target":"entry","source":"OBJECTION","acceptedBy":"{{{entry.Type.Authority}}}","acceptedOn":"{{{Day(accepted)}}}","replyDue":"{{{Day(accepted.AddDays(10))}}}"}}""");
        }

        if (entry.Type.Code == SampleListTypes.ConsumptionOrder && random.Chance(0.05))
        {
            Event($$$"""{"grantExemption":{"entry":{{{target}}},"exemptionId":"x-{{{subject.Index}}}","orderNo":"{{{entry.DecisionNo}}}之一","items":["air","rail_g"],"from":"{{{Day(options.AsOf.AddDays(-3))}}}","to":"{{{Day(options.AsOf.AddDays(20))}}}"}}""");
        }

        if (entry.Type.Code == SampleListTypes.TaxCreditA)
        {
            Event($$$"""{"putGrade":{"subject":{{{SubjectJson(subject)}}},"scheme":"tax_credit","value":"A","gradedOn":"{{{Day(entry.DecidedOn)}}}","issuer":"tax"}}""");
        }

        if (random.Chance(0.02))
        {
            Event($$$"""{"putCommitment":{"subject":{{{SubjectJson(subject)}}},"commitmentId":"c-{{{subject.Index}}}","type":"repair","dueOn":"{{{Day(options.AsOf.AddDays(random.Next(10, 200)))}}}"}}""");
        }
    }

    private void WriteLink(in SampleSubject unit, string role, uint purpose)
    {
        var index = _subjects.PersonFor(unit.Index, purpose);
        if (index < 0)
        {
            return;
        }

        var person = _subjects.At(index);
        files.NextRow(RelationsFile, "").Write($$$"""{"linkPerson":{"unit":{{{SubjectJson(unit)}}},"person":{{{SubjectJson(person)}}},"role":"{{{role}}}","from":"{{{Day(unit.EstablishedOn)}}}"}}""" + "\n");
    }

    private void Event(string json) => files.NextRow(EventsFile, "").Write(json + "\n");
}
