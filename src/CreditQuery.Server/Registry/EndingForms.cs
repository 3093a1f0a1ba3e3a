namespace CreditQuery.Server.Registry;

/// <summary>Form of the changes that end or halt an entry.</summary>
internal static class EndingForms
{
    /// <summary>Checks exit_entry, repair_entry, revoke_entry, stay_entry and end_stay.</summary>
    /// <param name="change">The change; rewritten.</param>
    /// <param name="form">Collects what is wrong.</param>
    public static void Check(Change change, FormCheck form)
    {
        switch (change.ChangeCase)
        {
            case Change.ChangeOneofCase.ExitEntry:
                Exit(change.ExitEntry, form);
                break;
            case Change.ChangeOneofCase.RepairEntry:
                Repair(change.RepairEntry, form);
                break;
            case Change.ChangeOneofCase.RevokeEntry:
                EntryForms.Reference(change.RevokeEntry.Entry, form, "entry");
                form.Reference(change.RevokeEntry.DecisionNo, "decision_no");
                form.Day(change.RevokeEntry.EffectiveOn, "effective_on");
                break;
            case Change.ChangeOneofCase.StayEntry:
                EntryForms.Reference(change.StayEntry.Entry, form, "entry");
                form.Reference(change.StayEntry.OrderNo, "order_no", required: true);
                form.Day(change.StayEntry.EffectiveOn, "effective_on");
                break;
            case Change.ChangeOneofCase.EndStay:
                EntryForms.Reference(change.EndStay.Entry, form, "entry");
                form.Reference(change.EndStay.OrderNo, "order_no", required: true);
                form.Day(change.EndStay.EffectiveOn, "effective_on");
                break;
        }
    }

    private static void Exit(ExitEntry exit, FormCheck form)
    {
        EntryForms.Reference(exit.Entry, form, "entry");
        form.Word(exit.Reason, "reason", ClosedWords.ExitReasons);
        form.Reference(exit.NoticeNo, "notice_no");
        var effective = form.Day(exit.EffectiveOn, "effective_on");
        form.Period(effective, form.Day(exit.MonitorTo, "monitor_to"), "monitor_to");
    }

    private static void Repair(RepairEntry repair, FormCheck form)
    {
        EntryForms.Reference(repair.Entry, form, "entry");
        form.Reference(repair.DecisionNo, "decision_no");
        form.Word(repair.Method, "method", ClosedWords.RepairMethods, required: false);
        form.Day(repair.EffectiveOn, "effective_on");
    }
}
