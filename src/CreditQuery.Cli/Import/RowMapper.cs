using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CreditQuery.Protos.V1;
using CreditQuery.Rules.Subjects;
using IdentifierType = CreditQuery.Protos.V1.IdentifierType;
using Role = CreditQuery.Protos.V1.Role;
using SubjectKind = CreditQuery.Protos.V1.SubjectKind;

namespace CreditQuery.Cli.Import;

/// <summary>Makes changes of the fields of a row: the subject, its entry, its grade, its legal representative.</summary>
internal sealed class RowMapper(ImportProfile profile)
{
    private const int MaxEntryIdBytes = 64;
    private const string AbleButRefusesZh = "有履行能力而拒不履行";
    private static readonly string[] Yes = ["是", "true", "1", "y", "yes"];

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
            AddEntry(fields, row, subject, listType);
        }

        if (fields[ImportColumn.Grade].Length > 0)
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
        if (written.Length > 0 && char.IsAsciiLetterLower(written[0]))
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
            row.Reject("成立日期 is no day");
            return;
        }

        row.Changes.Insert(0, new Change
        {
            PutSubject = new PutSubject
            {
                Subject = subject,
                Kind = Kind(fields, subject),
                Region = Region(fields),
                IndustryCode = fields[ImportColumn.Industry],
                EstablishedOn = establishedOn,
            },
        });
        foreach (var alias in RowSubject.Aliases(fields, subject))
        {
            row.Changes.Add(new Change { PutAlias = new PutAlias { Alias = alias, Target = Bare(subject) } });
        }
    }

    private void AddEntry(CsvFields fields, ImportRow row, Subject subject, string listType)
    {
        var validTo = fields[ImportColumn.ValidTo];
        var openEnd = DayText.IsOpenEnd(validTo);
        var entry = new PutEntry
        {
            ListType = listType,
            Region = Region(fields),
            CauseCode = fields[ImportColumn.CauseCode],
            CauseText = fields[ImportColumn.CauseText],
            Severity = fields[ImportColumn.Severity],
            DecisionNo = fields[ImportColumn.DecisionNo],
            Amount = fields[ImportColumn.Amount],
            UntilPerformed = openEnd,
        };
        if (!TryReadDays(fields, entry, openEnd ? "" : validTo, row))
        {
            return;
        }

        entry.SeverityScheme = entry.Severity.Length == 0 ? "" : Or(fields[ImportColumn.SeverityScheme], profile.SeverityScheme);
        entry.AbleButRefuses = IsYes(fields[ImportColumn.AbleButRefuses]) || entry.CauseText.Contains(AbleButRefusesZh, StringComparison.Ordinal);
        SetAuthority(fields, entry);
        if (!TrySetCodes(fields, entry, row))
        {
            return;
        }

        entry.Entry = new EntryRef { Subject = subject, EntryId = EntryId(fields, entry) };
        row.Changes.Add(new Change { PutEntry = entry });
        if (fields[ImportColumn.Performance] is "已履行" or "全部已履行" or "履行完毕")
        {
            row.Changes.Add(new Change { ExitEntry = new ExitEntry { Entry = new EntryRef { Subject = Bare(subject), EntryId = entry.Entry.EntryId }, Reason = "performed" } });
        }
    }

    private static bool TryReadDays(CsvFields fields, PutEntry entry, string validTo, ImportRow row)
    {
        if (DayText.TryNormalise(fields[ImportColumn.ActedOn], out var actedOn)
            && DayText.TryNormalise(fields[ImportColumn.DecidedOn], out var decidedOn)
            && DayText.TryNormalise(fields[ImportColumn.ValidFrom], out var validFrom)
            && DayText.TryNormalise(validTo, out var last)
            && DayText.TryNormalise(fields[ImportColumn.GraceTo], out var graceTo))
        {
            // Portals give one day or the other: the day of decision and the day of listing stand in for each other.
            entry.ActedOn = actedOn;
            entry.DecidedOn = Or(decidedOn, validFrom);
            entry.ValidFrom = Or(validFrom, decidedOn);
            entry.ValidTo = last;
            entry.GraceTo = graceTo;
            if (entry.ValidFrom.Length > 0)
            {
                return true;
            }

            row.Reject("neither 列入日期 nor 认定日期 is given");
            return false;
        }

        row.Reject("one of the days is no day");
        return false;
    }

    private static bool TrySetCodes(CsvFields fields, PutEntry entry, ImportRow row)
    {
        if (fields[ImportColumn.BehaviourCategory] is { Length: > 0 } category)
        {
            if (!uint.TryParse(category, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number > 4)
            {
                row.Reject("行为类别 is not 1 to 4");
                return false;
            }

            entry.BehaviourCategory = number;
        }

        if (fields[ImportColumn.Scope] is { Length: > 0 } scope)
        {
            if (!Enum.TryParse<EntryScope>(scope, ignoreCase: true, out var parsed))
            {
                row.Reject("scope is none of local, province, national, recognised");
                return false;
            }

            entry.Scope = parsed;
        }

        if (fields[ImportColumn.Items] is { Length: > 0 } items)
        {
            entry.Items.AddRange(items.Split(['、', ';', '；', ' '], StringSplitOptions.RemoveEmptyEntries));
        }

        return true;
    }

    /// <summary>A department code goes where decisions name their authority; a Chinese name is kept as the contact to ask.</summary>
    private void SetAuthority(CsvFields fields, PutEntry entry)
    {
        var authority = fields[ImportColumn.Authority];
        var isCode = authority.Length > 0 && char.IsAsciiLetterLower(authority[0]);
        entry.DecisionAuthority = isCode ? authority : profile.Authority;
        entry.Contact = Or(fields[ImportColumn.Contact], isCode ? "" : authority);
    }

    private void AddGrade(CsvFields fields, ImportRow row, Subject subject)
    {
        if (!DayText.TryNormalise(fields[ImportColumn.GradedOn], out var gradedOn))
        {
            row.Reject("评价日期 is no day");
            return;
        }

        var scheme = Or(fields[ImportColumn.GradeScheme], profile.GradeScheme);
        if (scheme.Length == 0)
        {
            row.Reject("the grade has no scheme: give it with --grade-scheme");
            return;
        }

        row.Changes.Add(new Change
        {
            PutGrade = new PutGrade { Subject = subject, Scheme = scheme, Value = fields[ImportColumn.Grade], GradedOn = gradedOn, Issuer = profile.Authority },
        });
    }

    private static void AddLegalRep(CsvFields fields, ImportRow row, Subject unit)
    {
        var person = new Subject { Type = IdentifierType.CitizenId, Value = fields[ImportColumn.LegalRepId], Name = fields[ImportColumn.LegalRepName] };
        if ((IdentifierParser.Parse(Rules.Subjects.IdentifierType.CitizenId, person.Value, out _) & IdentifierFindings.Fatal) != 0)
        {
            row.Reject("invalid identifier of the legal representative");
            return;
        }

        row.Changes.Add(new Change { LinkPerson = new LinkPerson { Unit = Bare(unit), Person = person, Role = Role.LegalRep } });
    }

    /// <summary>The id of the file, or one of what makes an entry an entry. It is unique per subject, so no identifier goes into it.</summary>
    private string EntryId(CsvFields fields, PutEntry entry)
    {
        var local = fields[ImportColumn.EntryId];
        var id = profile.Issuer + ":" + local;
        if (local.Length > 0 && Encoding.UTF8.GetByteCount(id) <= MaxEntryIdBytes)
        {
            PersonalDataScanner.Mask(local, out var personal);
            if (personal == 0)
            {
                return id;
            }
        }

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{entry.ListType}\u001F{entry.DecisionNo}\u001F{entry.DecidedOn}\u001F{entry.ValidFrom}"), hash);
        return profile.Issuer + ":" + Convert.ToHexStringLower(hash[..10]);
    }

    private static SubjectKind Kind(CsvFields fields, Subject subject)
    {
        var written = KindText.Kind(fields[ImportColumn.Kind]);
        return written == SubjectKind.Unspecified ? KindText.KindOf(subject.Type, subject.Value) : written;
    }

    private string Region(CsvFields fields) => Or(fields[ImportColumn.Region], profile.Region);

    private static Subject Bare(Subject subject) => new() { Type = subject.Type, Value = subject.Value };

    private static string Or(string value, string otherwise) => value.Length > 0 ? value : otherwise;

    private static bool IsYes(string text) => Array.Exists(Yes, y => y.Equals(text, StringComparison.OrdinalIgnoreCase));
}
