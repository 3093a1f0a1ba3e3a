using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CreditQuery.Protos.V1;
using CreditQuery.Rules.Subjects;

namespace CreditQuery.Cli.Import;

/// <summary>Makes the list entry of a row. Whatever the service would refuse for its form is rejected here, so that one row never stops a file.</summary>
internal sealed class EntryMapper(ImportProfile profile)
{
    private const int MaxEntryIdBytes = 64;
    private const int MaxReferenceBytes = 128;
    private const int MaxTextBytes = 2048;
    private const uint MaxBehaviourCategory = 4;
    private const string AbleButRefusesZh = "有履行能力而拒不履行";
    private static readonly string[] Yes = ["是", "true", "1", "y", "yes"];

    /// <summary>Adds the entry, and its exit where it says that it was performed.</summary>
    public void Add(CsvFields fields, ImportRow row, Subject subject, string listType)
    {
        var entry = new PutEntry
        {
            ListType = listType,
            Region = FieldText.Region(fields[ImportColumn.Region], profile.Region),
            CauseCode = fields[ImportColumn.CauseCode],
            CauseText = FieldText.Cut(fields[ImportColumn.CauseText], MaxTextBytes),
            Severity = fields[ImportColumn.Severity],
            DecisionNo = fields[ImportColumn.DecisionNo],
        };
        entry.SeverityScheme = entry.Severity.Length == 0 ? "" : Or(fields[ImportColumn.SeverityScheme], profile.SeverityScheme);
        entry.AbleButRefuses = IsYes(fields[ImportColumn.AbleButRefuses]) || entry.CauseText.Contains(AbleButRefusesZh, StringComparison.Ordinal);
        SetAuthority(fields, entry);
        if ((SetDays(fields, entry) ?? SetCodes(fields, entry) ?? WrongForm(entry)) is { } reason)
        {
            row.Reject(reason);
            return;
        }

        entry.Entry = new EntryRef { Subject = subject, EntryId = EntryId(fields, entry) };
        row.Changes.Add(new Change { PutEntry = entry });
        if (fields[ImportColumn.Performance] is "已履行" or "全部已履行" or "履行完毕")
        {
            var target = new EntryRef { Subject = new Subject { Type = subject.Type, Value = subject.Value }, EntryId = entry.Entry.EntryId };
            row.Changes.Add(new Change { ExitEntry = new ExitEntry { Entry = target, Reason = "performed" } });
        }
    }

    private static string? SetDays(CsvFields fields, PutEntry entry)
    {
        var last = fields[ImportColumn.ValidTo];
        entry.UntilPerformed = DayText.IsOpenEnd(last);
        if (!DayText.TryNormalise(fields[ImportColumn.ActedOn], out var actedOn)
            || !DayText.TryNormalise(fields[ImportColumn.DecidedOn], out var decidedOn)
            || !DayText.TryNormalise(fields[ImportColumn.ValidFrom], out var validFrom)
            || !DayText.TryNormalise(entry.UntilPerformed ? "" : last, out var validTo)
            || !DayText.TryNormalise(fields[ImportColumn.GraceTo], out var graceTo))
        {
            return "one of the days is no day";
        }

        // Portals give one day or the other: the day of decision and the day of listing stand in for each other.
        entry.ActedOn = actedOn;
        entry.DecidedOn = Or(decidedOn, validFrom);
        entry.ValidFrom = Or(validFrom, decidedOn);
        entry.ValidTo = validTo;
        entry.GraceTo = graceTo;
        if (entry.ValidFrom.Length == 0)
        {
            return "neither 列入日期 nor 认定日期 is given";
        }

        return IsBefore(entry.ValidTo, entry.ValidFrom) || IsBefore(entry.DecidedOn, entry.ActedOn) ? "a period ends before it begins" : null;
    }

    private static string? SetCodes(CsvFields fields, PutEntry entry)
    {
        if (!FieldText.TryAmount(fields[ImportColumn.Amount], out var amount))
        {
            return "the amount is no amount";
        }

        entry.Amount = amount;
        if (fields[ImportColumn.BehaviourCategory] is { Length: > 0 } category)
        {
            if (!uint.TryParse(category, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number > MaxBehaviourCategory)
            {
                return "行为类别 is not 1 to 4";
            }

            entry.BehaviourCategory = number;
        }

        if (fields[ImportColumn.Scope] is { Length: > 0 } scope)
        {
            if (!Enum.TryParse<EntryScope>(scope, ignoreCase: true, out var parsed) || !Enum.IsDefined(parsed))
            {
                return "适用范围 is none of local, province, national, recognised";
            }

            entry.Scope = parsed;
        }

        if (fields[ImportColumn.Items] is { Length: > 0 } items)
        {
            entry.Items.AddRange(items.Split(['、', ';', '；', ' '], StringSplitOptions.RemoveEmptyEntries));
        }

        return null;
    }

    private static string? WrongForm(PutEntry entry)
    {
        if (!FieldText.IsCode(entry.CauseCode) || !FieldText.IsCode(entry.Severity) || !FieldText.IsCode(entry.SeverityScheme) || !entry.Items.All(FieldText.IsCode))
        {
            return "列入原因代码, 严重程度 and 限制事项 are codes of the catalogue: lower-case letters, digits and underscores";
        }

        if (entry.Severity.Length > 0 && entry.SeverityScheme.Length == 0)
        {
            return "the severity has no scheme: give it with --severity-scheme";
        }

        if (Encoding.UTF8.GetByteCount(entry.DecisionNo) > MaxReferenceBytes || entry.DecisionNo.AsSpan().ContainsAny('\n', '\r', '\t'))
        {
            return "the document number is longer than 128 bytes or more than one line";
        }

        PersonalDataScanner.Mask(entry.DecisionNo, out var personal);
        return personal > 0 ? "the document number holds a personal number" : null;
    }

    /// <summary>A department code goes where decisions name their authority; a Chinese name is kept as the contact to ask.</summary>
    private void SetAuthority(CsvFields fields, PutEntry entry)
    {
        var authority = fields[ImportColumn.Authority];
        var isCode = authority.Length > 0 && FieldText.IsCode(authority);
        entry.DecisionAuthority = isCode ? authority : profile.Authority;
        var contact = FieldText.Cut(Or(fields[ImportColumn.Contact], isCode ? "" : authority), MaxReferenceBytes);
        PersonalDataScanner.Mask(contact, out var personal);
        entry.Contact = personal > 0 || contact.Any(char.IsControl) ? "" : contact;
    }

    /// <summary>The id of the file, or one of what makes an entry an entry. It is unique per subject, so no identifier goes into it.</summary>
    private string EntryId(CsvFields fields, PutEntry entry)
    {
        var local = fields[ImportColumn.EntryId];
        var id = profile.Issuer + ":" + local;
        if (local.Length > 0 && Encoding.UTF8.GetByteCount(id) <= MaxEntryIdBytes && !local.Any(char.IsControl))
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

    private static bool IsBefore(string day, string other) => day.Length > 0 && other.Length > 0 && string.CompareOrdinal(day, other) < 0;

    private static string Or(string value, string otherwise) => value.Length > 0 ? value : otherwise;

    private static bool IsYes(string text) => Array.Exists(Yes, y => y.Equals(text, StringComparison.OrdinalIgnoreCase));
}
