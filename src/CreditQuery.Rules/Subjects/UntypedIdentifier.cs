using CreditQuery.Rules.Subjects.Forms;

namespace CreditQuery.Rules.Subjects;

/// <summary>Finds the types that an identifier without a type may have.</summary>
internal static class UntypedIdentifier
{
    /// <summary>Adds the readings that fit, those whose check fits first.</summary>
    /// <param name="text">Normalised characters.</param>
    /// <param name="extra">Findings of the normalisation, added to each reading.</param>
    /// <param name="parsed">Receives the readings.</param>
    /// <returns>The findings of the first reading, or the fatal ones if there is none.</returns>
    public static IdentifierFindings Read(ReadOnlySpan<char> text, IdentifierFindings extra, ref ParsedIdentifiers parsed)
    {
        var fatal = text.Length switch
        {
            18 => Read18(text, extra, ref parsed),
            15 => Read15(text, extra, ref parsed),
            17 or 20 => ReadPersonalTaxNo(text, extra, ref parsed),
            9 => Read9(text, extra, ref parsed),
            _ => Add(IdentifierType.HmtPermit, text, extra, ref parsed),
        };
        if (parsed.Count == 0)
        {
            fatal = ReadMarked(text, extra, ref parsed, fatal);
        }

        return parsed.Count > 0 ? parsed[0].Findings : fatal | extra;
    }

    /// <summary>A unified code or a number in the citizen form. Both are kept when neither check fits; a number whose check fits and whose
    /// day of birth does not exist is an invalid citizen number and not a doubtful unified code.</summary>
    private static IdentifierFindings Read18(ReadOnlySpan<char> text, IdentifierFindings extra, ref ParsedIdentifiers parsed)
    {
        var uscc = Form(IdentifierType.Uscc).Read(text, out var unit);
        var citizen = Form(IdentifierType.CitizenId).Read(text, out var person);
        var unitFits = IsSound(uscc);
        var personFits = IsSound(citizen);
        if (!unitFits && citizen == IdentifierFindings.ImpossibleDate)
        {
            return citizen;
        }

        var keepsUnit = unitFits || (!personFits && IsUsable(uscc));
        var keepsPerson = personFits || (!unitFits && IsUsable(citizen));

        // One number in 31 passes both checks; without a sound organisation code inside it is hardly a unified code.
        var unitFirst = uscc == IdentifierFindings.None || !personFits;
        if (keepsUnit && unitFirst)
        {
            parsed.Add(unit with { Findings = uscc | extra });
        }

        if (keepsPerson)
        {
            parsed.Add(person with { Findings = citizen | extra });
        }

        if (keepsUnit && !unitFirst)
        {
            parsed.Add(unit with { Findings = uscc | extra });
        }

        return uscc | citizen;
    }

    /// <summary>A citizen number of 15 digits, a registration number (its check digit is optional, so it is always tried), a taxpayer number
    /// with an organisation code in it, or a permanent-residence number with letters.</summary>
    private static IdentifierFindings Read15(ReadOnlySpan<char> text, IdentifierFindings extra, ref ParsedIdentifiers parsed)
    {
        if (TaxNoForm.HoldsOrgCode(text))
        {
            Add(IdentifierType.TaxNo, text, extra, ref parsed);
        }

        if (!IdentifierAlphabet.AllDigits(text))
        {
            return Add(IdentifierType.ForeignPrId, text, extra, ref parsed);
        }

        Add(IdentifierType.CitizenId, text, extra, ref parsed);
        return Add(IdentifierType.RegNo, text, extra, ref parsed);
    }

    /// <summary>A taxpayer number of a trader: a sound citizen number and two digits. Other lengths of it have no form to go by.</summary>
    private static IdentifierFindings ReadPersonalTaxNo(ReadOnlySpan<char> text, IdentifierFindings extra, ref ParsedIdentifiers parsed)
    {
        var citizen = Form(IdentifierType.CitizenId).Read(text[..^2], out _);
        return IsSound(citizen) && IdentifierAlphabet.AllDigits(text[^2..])
            ? Add(IdentifierType.TaxNo, text, extra, ref parsed)
            : IdentifierFindings.BadLength;
    }

    /// <summary>An organisation code, or a permit of H or M and eight digits: then the code only if its check fits.</summary>
    private static IdentifierFindings Read9(ReadOnlySpan<char> text, IdentifierFindings extra, ref ParsedIdentifiers parsed)
    {
        var isPermit = text[0] is 'H' or 'M' && IdentifierAlphabet.AllDigits(text[1..]);
        if (!isPermit || CheckCharacters.OrgCode(text) == text[^1])
        {
            var fatal = Add(IdentifierType.OrgCode, text, extra, ref parsed);
            if (!isPermit)
            {
                return fatal;
            }
        }

        return Add(IdentifierType.HmtPermit, text, extra, ref parsed);
    }

    /// <summary>Types that a sign gives away: the colon of a passport, the province of a plate.</summary>
    private static IdentifierFindings ReadMarked(
        ReadOnlySpan<char> text, IdentifierFindings extra, ref ParsedIdentifiers parsed, IdentifierFindings fatal)
    {
        if (text.Contains(':'))
        {
            return Add(IdentifierType.Passport, text, extra, ref parsed);
        }

        return PlateForm.IsCivil(text) ? Add(IdentifierType.Plate, text, extra, ref parsed) : fatal;
    }

    private static IdentifierFindings Add(IdentifierType type, ReadOnlySpan<char> text, IdentifierFindings extra, ref ParsedIdentifiers parsed)
    {
        var findings = Form(type).Read(text, out var reading);
        if (IsUsable(findings))
        {
            parsed.Add(reading with { Findings = findings | extra });
        }

        return findings;
    }

    private static IdentifierForm Form(IdentifierType type) => IdentifierForms.Find(type)!;

    private static bool IsUsable(IdentifierFindings findings) => (findings & IdentifierFindings.Fatal) == 0;

    private static bool IsSound(IdentifierFindings findings) => (findings & (IdentifierFindings.Fatal | IdentifierFindings.BadCheckCharacter)) == 0;
}
