using CreditQuery.Protos.V1;
using CreditQuery.Rules.Subjects;
using IdentifierType = CreditQuery.Protos.V1.IdentifierType;
using Role = CreditQuery.Protos.V1.Role;
using SubjectKind = CreditQuery.Protos.V1.SubjectKind;

namespace CreditQuery.Cli.Import;

/// <summary>Makes changes of the fields of a row: the subject, its entry, its grade, its legal representative.</summary>
internal sealed class RowMapper(ImportProfile profile)
{
    private readonly EntryMapper _entries = new(profile);

    /// <summary>Maps the current row.</summary>
    public void Map(CsvFields fields, ImportRow row)
    {
        if (RowSubject.Read(fields, row) is not { } subject)
        {
            return;
        }

        var listType = ListType(fields);
        if (listType is null)
        {
            row.Reject("the value of 名单类别 has no list type: give it with --category");
            return;
        }

        if (listType.Length > 0)
        {
            _entries.Add(fields, row, subject, listType);
        }

        if (row.Rejection is null && fields[ImportColumn.Grade].Length > 0)
        {
            AddGrade(fields, row, subject);
        }

        if (row.Rejection is null && (row.Changes.Count == 0 || fields.Has(ImportColumn.EstablishedOn) || fields.Has(ImportColumn.Industry)))
        {
            AddSubject(fields, row, subject);
        }

        if (row.Rejection is null && fields[ImportColumn.LegalRepId].Length > 0)
        {
            AddLegalRep(fields, row, subject);
        }
    }

    private string? ListType(CsvFields fields)
    {
        var written = fields[ImportColumn.ListType];
        if (written.Length > 0 && FieldText.IsCode(written))
        {
            return written;
        }

        var category = fields[ImportColumn.Category];
        return category.Length == 0 || profile.Categories.Count == 0
            ? profile.ListType
            : profile.Categories.GetValueOrDefault(category);
    }

    private void AddSubject(CsvFields fields, ImportRow row, Subject subject)
    {
        if (!DayText.TryNormalise(fields[ImportColumn.EstablishedOn], out var establishedOn))
        {
            row.LeaveOut("成立日期 is no day");
            return;
        }

        row.Changes.Insert(0, new Change
        {
            PutSubject = new PutSubject
            {
                Subject = subject,
                Kind = Kind(fields, subject),
                Region = FieldText.Region(fields[ImportColumn.Region], profile.Region),
                IndustryCode = FieldText.Industry(fields[ImportColumn.Industry]),
                EstablishedOn = establishedOn,
            },
        });
        foreach (var alias in RowSubject.Aliases(fields, subject))
        {
            row.Changes.Add(new Change { PutAlias = new PutAlias { Alias = alias, Target = Bare(subject) } });
        }
    }

    private void AddGrade(CsvFields fields, ImportRow row, Subject subject)
    {
        var scheme = fields[ImportColumn.GradeScheme] is { Length: > 0 } written ? written : profile.GradeScheme;
        if (!DayText.TryNormalise(fields[ImportColumn.GradedOn], out var gradedOn))
        {
            row.LeaveOut("评价日期 is no day");
        }
        else if (scheme.Length == 0 || !FieldText.IsCode(scheme))
        {
            row.LeaveOut("the grade has no scheme of the catalogue: give it with --grade-scheme");
        }
        else
        {
            // Portals write A级 where the scheme's value is A.
            var value = fields[ImportColumn.Grade].TrimEnd('级');
            row.Changes.Add(new Change { PutGrade = new PutGrade { Subject = subject, Scheme = scheme, Value = value, GradedOn = gradedOn, Issuer = profile.Authority } });
        }
    }

    private static void AddLegalRep(CsvFields fields, ImportRow row, Subject unit)
    {
        var person = new Subject { Type = IdentifierType.CitizenId, Value = fields[ImportColumn.LegalRepId], Name = fields[ImportColumn.LegalRepName] };
        if ((IdentifierParser.Parse(Rules.Subjects.IdentifierType.CitizenId, person.Value, out _) & IdentifierFindings.Fatal) != 0)
        {
            row.LeaveOut("invalid identifier of the legal representative");
            return;
        }

        row.Changes.Add(new Change { LinkPerson = new LinkPerson { Unit = Bare(unit), Person = person, Role = Role.LegalRep } });
    }

    private static SubjectKind Kind(CsvFields fields, Subject subject)
    {
        var written = KindText.Kind(fields[ImportColumn.Kind]);
        return written == SubjectKind.Unspecified ? KindText.KindOf(subject.Type, subject.Value) : written;
    }

    private static Subject Bare(Subject subject) => new() { Type = subject.Type, Value = subject.Value };
}
