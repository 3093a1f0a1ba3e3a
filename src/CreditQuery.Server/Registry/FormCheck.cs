using System.Text;
using CreditQuery.Rules.Periods;
using CreditQuery.Rules.Records;
using CreditQuery.Server.Errors;

namespace CreditQuery.Server.Registry;

/// <summary>Checks fields of one request and collects what is wrong; texts at fault never get into the findings.</summary>
/// <remarks>Not thread-safe: one per request. Paths are built only when something is wrong.</remarks>
/// <param name="seal">Seals the subjects on the way.</param>
internal sealed class FormCheck(SubjectSeal seal)
{
    /// <summary>Longest code, in characters.</summary>
    public const int MaxCodeLength = 64;

    /// <summary>Longest document number or reference, in UTF-8 bytes.</summary>
    public const int MaxReferenceBytes = 128;

    /// <summary>Longest free text, in UTF-8 bytes.</summary>
    public const int MaxTextBytes = 2048;

    private readonly List<FieldViolation> _violations = [];
    private string _prefix = "";
    private string _kind = "";
    private int _index = -1;

    /// <summary>What is wrong so far.</summary>
    public IReadOnlyList<FieldViolation> Violations => _violations;

    /// <summary>Texts in which a personal number was masked.</summary>
    public int MaskedTexts { get; private set; }

    /// <summary>Says where the fields of the following calls stand.</summary>
    /// <param name="prefix">Path of the list, for instance <c>changes</c>; empty for the request itself.</param>
    /// <param name="index">Index in the list; -1 if it is none.</param>
    /// <param name="kind">Name of the change; empty if it is none.</param>
    public void Enter(string prefix, int index, string kind)
    {
        _prefix = prefix;
        _index = index;
        _kind = kind;
    }

    /// <summary>Notes a field at fault.</summary>
    /// <param name="field">Name of the field below where we are.</param>
    /// <param name="reason">The reason.</param>
    /// <param name="text">What is wrong; never the value.</param>
    public void Fail(string field, ErrorReason reason, string text) => _violations.Add(new FieldViolation(PathOf(field), reason, text));

    /// <summary>Fails the call if anything was wrong.</summary>
    /// <exception cref="CallException">Something was wrong (INVALID_ARGUMENT).</exception>
    public void ThrowIfAny()
    {
        if (_violations.Count > 0)
        {
            throw new CallException(_violations);
        }
    }

    /// <summary>Checks a code: lower snake case, at most 64 characters.</summary>
    public void Code(string value, string field, bool required = false)
    {
        if (value.Length == 0)
        {
            Need(required, field);
        }
        else if (value.Length > MaxCodeLength || value.AsSpan().ContainsAnyExcept(CodeCharacters.Lower))
        {
            Fail(field, ErrorReason.InvalidField, "Not a code: lower-case letters, digits and underscores, at most 64.");
        }
        else
        {
            RefusePersonal(value, field);
        }
    }

    /// <summary>Checks one of a closed list of words.</summary>
    public void Word(string value, string field, ReadOnlySpan<string> words, bool required = true)
    {
        if (value.Length == 0)
        {
            Need(required, field);
        }
        else if (!words.Contains(value))
        {
            Fail(field, ErrorReason.InvalidField, $"One of: {string.Join(", ", words)}.");
        }
    }

    /// <summary>Checks a document number, an id or another short reference, in which no personal number may stand.</summary>
    public void Reference(string value, string field, bool required = false, int maxBytes = MaxReferenceBytes)
    {
        if (value.Length == 0)
        {
            Need(required, field);
        }
        else if (value.Length > maxBytes || Encoding.UTF8.GetByteCount(value) > maxBytes)
        {
            Fail(field, ErrorReason.InvalidField, $"At most {maxBytes} bytes of UTF-8.");
        }
        else if (HasControls(value))
        {
            Fail(field, ErrorReason.InvalidField, "No control characters.");
        }
        else
        {
            RefusePersonal(value, field);
        }
    }

    /// <summary>Checks a free text and masks personal numbers in it.</summary>
    /// <returns>The text to keep.</returns>
    public string Text(string value, string field)
    {
        if (value.Length == 0)
        {
            return value;
        }

        if (value.Length > MaxTextBytes || Encoding.UTF8.GetByteCount(value) > MaxTextBytes)
        {
            Fail(field, ErrorReason.InvalidField, $"At most {MaxTextBytes} bytes of UTF-8.");
            return value;
        }

        if (value.Contains('\0', StringComparison.Ordinal))
        {
            Fail(field, ErrorReason.InvalidField, "No zero characters.");
        }

        if (!PersonalNumbers.Mask(value, out var masked))
        {
            return value;
        }

        MaskedTexts++;
        return masked;
    }

    /// <summary>Checks a civil day.</summary>
    /// <returns>The day number; 0 if none is given or it is at fault.</returns>
    public int Day(string value, string field, bool required = false)
    {
        if (value.Length == 0)
        {
            Need(required, field);
            return CivilDay.None;
        }

        if (!CivilDay.TryParse(value, out var day))
        {
            Fail(field, ErrorReason.InvalidField, "Not a civil day YYYY-MM-DD.");
        }

        return day;
    }

    /// <summary>Checks that a period does not end before it begins; days that are not given do not count.</summary>
    public void Period(int from, int to, string field)
    {
        if (from != CivilDay.None && to != CivilDay.None && to < from)
        {
            Fail(field, ErrorReason.InvalidField, "The period ends before it begins.");
        }
    }

    /// <summary>Checks a region, GB/T 2260.</summary>
    public void Region(string value, string field, bool required = false)
    {
        if (value.Length == 0)
        {
            Need(required, field);
        }
        else if (value.Length != 6 || value.AsSpan().ContainsAnyExceptInRange('0', '9'))
        {
            Fail(field, ErrorReason.UnknownRegion, "Not a region: six digits of GB/T 2260.");
        }
    }

    /// <summary>Checks an industry, GB/T 4754: a letter and up to four digits.</summary>
    public void Industry(string value, string field)
    {
        if (value.Length > 0 && !IndustryCode.TryPack(value, out _))
        {
            Fail(field, ErrorReason.InvalidField, "Not an industry: a capital letter and up to four digits of GB/T 4754.");
        }
    }

    /// <summary>Checks consumption items: the closed list of docs/catalogue.md.</summary>
    public void Items(IReadOnlyList<string> values, string field)
    {
        for (var i = 0; i < values.Count; i++)
        {
            Word(values[i], field, ClosedWords.ConsumptionItems);
        }
    }

    /// <summary>Checks an enum value.</summary>
    public void Member<T>(T value, string field, bool required = false)
        where T : struct, Enum
    {
        if (!Enum.IsDefined(value))
        {
            Fail(field, ErrorReason.InvalidField, "No such value.");
        }
        else if (required && EqualityComparer<T>.Default.Equals(value, default))
        {
            Need(required, field);
        }
    }

    /// <summary>Checks and seals a subject in place.</summary>
    public void Subject(Subject? subject, string field)
    {
        if (subject is null)
        {
            Need(required: true, field);
            return;
        }

        var fault = seal.Seal(subject, out var reason, out var part);
        if (fault is not null)
        {
            Fail(part.Length == 0 ? field : $"{field}.{part}", reason, fault);
        }
    }

    /// <summary>Refuses a personal number in a value that is kept as it is.</summary>
    public void RefusePersonal(string value, string field)
    {
        if (PersonalNumbers.Contains(value))
        {
            Fail(field, ErrorReason.PersonalData, "A personal number may not stand here.");
        }
    }

    private static bool HasControls(string value)
    {
        foreach (var character in value)
        {
            if (char.IsControl(character))
            {
                return true;
            }
        }

        return false;
    }

    private void Need(bool required, string field)
    {
        if (required)
        {
            Fail(field, ErrorReason.InvalidField, "Required.");
        }
    }

    private string PathOf(string field)
    {
        var path = new StringBuilder(_prefix);
        if (_index >= 0)
        {
            path.Append('[').Append(_index).Append(']');
        }

        foreach (var part in (ReadOnlySpan<string>)[_kind, field])
        {
            if (part.Length > 0)
            {
                path.Append(path.Length > 0 ? "." : "").Append(part);
            }
        }

        return path.ToString();
    }
}
