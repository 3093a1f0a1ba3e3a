using System.Text;
using CreditQuery.Protos.V1;
using CreditQuery.Rules.Subjects;
using IdentifierType = CreditQuery.Protos.V1.IdentifierType;

namespace CreditQuery.Cli.Import;

/// <summary>Finds the subject of a row: the strongest identifier that is there.</summary>
internal static class RowSubject
{
    private const int MaxNameBytes = 256;

    private static readonly (ImportColumn Column, IdentifierType Type)[] ByStrength =
    [
        (ImportColumn.Uscc, IdentifierType.Uscc),
        (ImportColumn.CitizenId, IdentifierType.CitizenId),
        (ImportColumn.OrgCode, IdentifierType.OrgCode),
        (ImportColumn.RegNo, IdentifierType.RegNo),
        (ImportColumn.TaxNo, IdentifierType.TaxNo),
    ];

    /// <summary>Reads the subject.</summary>
    /// <returns>Null if the row is rejected.</returns>
    public static Subject? Read(CsvFields fields, ImportRow row)
    {
        var subject = Find(fields);
        if (subject.Value.Length == 0)
        {
            row.Reject("no identifier");
            return null;
        }

        var findings = IdentifierParser.Parse((Rules.Subjects.IdentifierType)(byte)subject.Type, subject.Value, out var parsed);
        if (parsed.Count == 0)
        {
            row.Reject($"invalid identifier ({findings & IdentifierFindings.Fatal})");
            return null;
        }

        if (Encoding.UTF8.GetByteCount(subject.Name) > MaxNameBytes || subject.Name.Any(char.IsControl))
        {
            row.Reject("the name is longer than 256 bytes or more than one line");
            return null;
        }

        if (subject.Type == IdentifierType.Unspecified)
        {
            if (parsed.Count > 1)
            {
                row.Reject("the identifier may be of several types: give its type in the column 证件类型");
                return null;
            }

            subject.Type = (IdentifierType)parsed[0].Type;
        }

        return subject;
    }

    /// <summary>Other identifiers of the same row that lead to the same subject.</summary>
    public static IEnumerable<Subject> Aliases(CsvFields fields, Subject subject)
    {
        foreach (var (column, type) in ByStrength)
        {
            if (type is not (IdentifierType.RegNo or IdentifierType.TaxNo) || type == subject.Type || fields[column] is not { Length: > 0 } value || value == subject.Value)
            {
                continue;
            }

            if ((IdentifierParser.Parse((Rules.Subjects.IdentifierType)(byte)type, value, out _) & IdentifierFindings.Fatal) == 0)
            {
                yield return new Subject { Type = type, Value = value };
            }
        }
    }

    /// <summary>Gives the subject as it is written; its value is empty if there is no identifier.</summary>
    public static Subject Find(CsvFields fields)
    {
        foreach (var (column, type) in ByStrength)
        {
            if (fields[column] is { Length: > 0 } value)
            {
                return new Subject { Type = type, Value = value, Name = fields[ImportColumn.Name] };
            }
        }

        return new Subject
        {
            Type = KindText.Type(fields[ImportColumn.IdentifierType]),
            Value = fields[ImportColumn.Identifier],
            Name = fields[ImportColumn.Name],
        };
    }
}
