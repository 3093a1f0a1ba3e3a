using CreditQuery.Server.Errors;

namespace CreditQuery.Server.Registry;

/// <summary>Form of the changes that dispute or lift an entry: objections, exemptions, grace.</summary>
internal static class LiftingForms
{
    private const int MaxIdBytes = 64;

    /// <summary>Checks the changes from open_objection to set_grace.</summary>
    /// <param name="change">The change; rewritten.</param>
    /// <param name="form">Collects what is wrong.</param>
    public static void Check(Change change, FormCheck form)
    {
        switch (change.ChangeCase)
        {
            case Change.ChangeOneofCase.OpenObjection:
                OpenObjection(change.OpenObjection, form);
                break;
            case Change.ChangeOneofCase.CloseObjection:
                EntryForms.Reference(change.CloseObjection.Entry, form, "entry");
                form.Reference(change.CloseObjection.ObjectionId, "objection_id", required: true, MaxIdBytes);
                form.Word(change.CloseObjection.Result, "result", ClosedWords.ObjectionResults);
                form.Day(change.CloseObjection.EffectiveOn, "effective_on");
                break;
            case Change.ChangeOneofCase.GrantExemption:
                Grant(change.GrantExemption, form);
                break;
            case Change.ChangeOneofCase.UseExemption:
                Exemption(change.UseExemption.Entry, change.UseExemption.ExemptionId, form);
                form.Reference(change.UseExemption.WorkItemNo, "work_item_no", required: true);
                form.Day(change.UseExemption.UsedOn, "used_on");
                break;
            case Change.ChangeOneofCase.ReleaseExemption:
                Exemption(change.ReleaseExemption.Entry, change.ReleaseExemption.ExemptionId, form);
                form.Reference(change.ReleaseExemption.WorkItemNo, "work_item_no", required: true);
                break;
            case Change.ChangeOneofCase.RevokeExemption:
                Exemption(change.RevokeExemption.Entry, change.RevokeExemption.ExemptionId, form);
                form.Day(change.RevokeExemption.EffectiveOn, "effective_on");
                break;
            case Change.ChangeOneofCase.SetGrace:
                EntryForms.Reference(change.SetGrace.Entry, form, "entry");
                form.Day(change.SetGrace.GraceTo, "grace_to");
                break;
        }
    }

    private static void OpenObjection(OpenObjection open, FormCheck form)
    {
        EntryForms.Reference(open.Entry, form, "entry");
        form.Reference(open.ObjectionId, "objection_id", required: true, MaxIdBytes);
        form.Word(open.Target, "target", ClosedWords.ObjectionTargets, required: false);
        form.Word(open.Source, "source", ClosedWords.ObjectionSources, required: false);
        form.Code(open.AcceptedBy, "accepted_by");
        var accepted = form.Day(open.AcceptedOn, "accepted_on");
        form.Period(accepted, form.Day(open.ReplyDue, "reply_due"), "reply_due");
    }

    private static void Grant(GrantExemption grant, FormCheck form)
    {
        Exemption(grant.Entry, grant.ExemptionId, form);
        form.Reference(grant.OrderNo, "order_no", required: true);
        form.Items(grant.Items, "items");
        if (grant.Person is not null)
        {
            form.Subject(grant.Person, "person");
        }

        var from = form.Day(grant.From, "from", required: true);
        form.Period(from, form.Day(grant.To, "to", required: true), "to");
        if (grant.ExemptionId.Contains('\n', StringComparison.Ordinal))
        {
            form.Fail("exemption_id", ErrorReason.InvalidField, "One line.");
        }
    }

    private static void Exemption(EntryRef? entry, string exemptionId, FormCheck form)
    {
        EntryForms.Reference(entry, form, "entry");
        form.Reference(exemptionId, "exemption_id", required: true, MaxIdBytes);
    }
}
