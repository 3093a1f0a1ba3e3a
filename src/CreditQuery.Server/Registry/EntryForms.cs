using CreditQuery.Rules.Periods;
using CreditQuery.Server.Errors;

namespace CreditQuery.Server.Registry;

/// <summary>Form of the changes that state facts of a list entry.</summary>
internal static class EntryForms
{
    private const int MaxEntryIdBytes = 64;
    private const int MaxRecognisedRegions = 16;
    private const uint MaxBehaviourCategory = 4;

    /// <summary>Checks put_entry, also inside correct_entry.</summary>
    /// <param name="put">The facts; rewritten.</param>
    /// <param name="form">Collects what is wrong.</param>
    /// <param name="under">Prefix of the field names; empty, or <c>corrected.</c>.</param>
    public static void Put(PutEntry put, FormCheck form, string under)
    {
        Reference(put.Entry, form, Name(under, "entry"));
        form.Code(put.ListType, Name(under, "list_type"), required: true);
        form.Region(put.Region, Name(under, "region"));
        form.Member(put.Scope, Name(under, "scope"));
        RecognisedRegions(put, form, under);
        form.Code(put.CauseCode, Name(under, "cause_code"));
        put.CauseText = form.Text(put.CauseText, Name(under, "cause_text"));
        if (put.BehaviourCategory > MaxBehaviourCategory)
        {
            form.Fail(Name(under, "behaviour_category"), ErrorReason.InvalidField, "0 to 4.");
        }

        form.Code(put.SeverityScheme, Name(under, "severity_scheme"), required: put.Severity.Length > 0);
        form.Code(put.Severity, Name(under, "severity"), required: put.SeverityScheme.Length > 0);
        Decision(put, form, under);
        Days(put, form, under);
        form.Items(put.Items, Name(under, "items"));
        Amount(put.Amount, form, Name(under, "amount"));
        form.Industry(put.IndustryCode, Name(under, "industry_code"));
    }

    /// <summary>Checks correct_entry.</summary>
    /// <param name="correct">The correction; rewritten.</param>
    /// <param name="form">Collects what is wrong.</param>
    public static void Correct(CorrectEntry correct, FormCheck form)
    {
        if (correct.Corrected is null)
        {
            form.Fail("corrected", ErrorReason.InvalidField, "Required.");
        }
        else
        {
            Put(correct.Corrected, form, "corrected.");
        }

        correct.Reason = form.Text(correct.Reason, "reason");
    }

    /// <summary>Checks a reference to an entry and seals its subject.</summary>
    /// <param name="entry">The reference; rewritten.</param>
    /// <param name="form">Collects what is wrong.</param>
    /// <param name="field">Name of the field.</param>
    public static void Reference(EntryRef? entry, FormCheck form, string field)
    {
        if (entry is null)
        {
            form.Fail(field, ErrorReason.InvalidField, "Required.");
            return;
        }

        form.Subject(entry.Subject, $"{field}.subject");
        form.Reference(entry.EntryId, $"{field}.entry_id", required: true, MaxEntryIdBytes);
        var colon = entry.EntryId.IndexOf(':', StringComparison.Ordinal);
        if (entry.EntryId.Length > 0 && (colon <= 0 || colon == entry.EntryId.Length - 1))
        {
            form.Fail($"{field}.entry_id", ErrorReason.InvalidField, "Issuer code, a colon, the issuer's local id.");
        }
    }

    private static void Decision(PutEntry put, FormCheck form, string under)
    {
        form.Reference(put.DecisionNo, Name(under, "decision_no"));
        form.Code(put.DecisionAuthority, Name(under, "decision_authority"));
        form.Reference(put.ResolutionRef, Name(under, "resolution_ref"));
        form.Reference(put.Contact, Name(under, "contact"));
        if (put.NotRepairable && put.ResolutionRef.Length == 0)
        {
            form.Fail(Name(under, "resolution_ref"), ErrorReason.InvalidField, "Required with not_repairable: its basis.");
        }
    }

    private static void Days(PutEntry put, FormCheck form, string under)
    {
        var acted = form.Day(put.ActedOn, Name(under, "acted_on"));
        var decided = form.Day(put.DecidedOn, Name(under, "decided_on"));
        form.Period(acted, decided, Name(under, "decided_on"));
        var from = form.Day(put.ValidFrom, Name(under, "valid_from"), required: true);
        var to = form.Day(put.ValidTo, Name(under, "valid_to"));
        form.Period(from, to, Name(under, "valid_to"));
        if (put.UntilPerformed && to != CivilDay.None)
        {
            form.Fail(Name(under, "valid_to"), ErrorReason.InvalidField, "Not together with until_performed.");
        }

        form.Day(put.GraceTo, Name(under, "grace_to"));
        form.Day(put.RectifyBy, Name(under, "rectify_by"));
        form.Day(put.EarliestRepairOn, Name(under, "earliest_repair_on"));
    }

    private static void RecognisedRegions(PutEntry put, FormCheck form, string under)
    {
        if (put.RecognisedRegions.Count > MaxRecognisedRegions)
        {
            form.Fail(Name(under, "recognised_regions"), ErrorReason.TooLarge, "At most 16.");
        }

        foreach (var region in put.RecognisedRegions)
        {
            form.Region(region, Name(under, "recognised_regions"), required: true);
        }
    }

    private static void Amount(string value, FormCheck form, string field)
    {
        const int MaxDigits = 21;
        if (value.Length == 0)
        {
            return;
        }

        var point = value.IndexOf('.', StringComparison.Ordinal);
        var whole = point < 0 ? value.AsSpan() : value.AsSpan(0, point);
        var cents = point < 0 ? default : value.AsSpan(point + 1);
        var isDecimal = !whole.IsEmpty && !whole.ContainsAnyExceptInRange('0', '9') && !cents.ContainsAnyExceptInRange('0', '9')
            && cents.Length <= 2 && (point < 0 || cents.Length > 0);
        if (!isDecimal || value.Length > MaxDigits)
        {
            form.Fail(field, ErrorReason.InvalidField, "A decimal amount, for instance 1000000.00.");
        }
        else
        {
            form.RefusePersonal(value, field);
        }
    }

    // Names are only joined for the few corrections; the common case takes the literal.
    private static string Name(string under, string field) => under.Length == 0 ? field : under + field;
}
