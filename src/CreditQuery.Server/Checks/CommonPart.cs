namespace CreditQuery.Server.Checks;

/// <summary>The part that the checks of a stream share.</summary>
internal static class CommonPart
{
    /// <summary>Gives a check what it does not say itself. Parts are shared, not copied: nobody changes them.</summary>
    /// <param name="check">The check; its own fields win.</param>
    /// <param name="common">The common part; null if there is none.</param>
    public static void Fill(CheckSubjectRequest check, CheckSubjectRequest? common)
    {
        if (common is null)
        {
            return;
        }

        check.Scenario = Own(check.Scenario, common.Scenario);
        check.AsOf = Own(check.AsOf, common.AsOf);
        check.Region = Own(check.Region, common.Region);
        check.Purpose = Own(check.Purpose, common.Purpose);
        check.OperatorId = Own(check.OperatorId, common.OperatorId);
        check.WorkItemNo = Own(check.WorkItemNo, common.WorkItemNo);
        check.ConsentRef = Own(check.ConsentRef, common.ConsentRef);
        check.MaxStaleness ??= common.MaxStaleness;
        check.AtLeast ??= common.AtLeast;
        check.Wait ??= common.Wait;
        check.Explain |= common.Explain;
        if (check.ItemCase == CheckSubjectRequest.ItemOneofCase.None)
        {
            FillItem(check, common);
        }
    }

    private static string Own(string own, string common) => own.Length > 0 ? own : common;

    private static void FillItem(CheckSubjectRequest check, CheckSubjectRequest common)
    {
        switch (common.ItemCase)
        {
            case CheckSubjectRequest.ItemOneofCase.Approval:
                check.Approval = common.Approval;
                break;
            case CheckSubjectRequest.ItemOneofCase.Tender:
                check.Tender = common.Tender;
                break;
            case CheckSubjectRequest.ItemOneofCase.Consumption:
                check.Consumption = common.Consumption;
                break;
            case CheckSubjectRequest.ItemOneofCase.Loan:
                check.Loan = common.Loan;
                break;
            case CheckSubjectRequest.ItemOneofCase.Insurance:
                check.Insurance = common.Insurance;
                break;
            case CheckSubjectRequest.ItemOneofCase.Inspection:
                check.Inspection = common.Inspection;
                break;
            case CheckSubjectRequest.ItemOneofCase.Fund:
                check.Fund = common.Fund;
                break;
            case CheckSubjectRequest.ItemOneofCase.Award:
                check.Award = common.Award;
                break;
            case CheckSubjectRequest.ItemOneofCase.Other:
                check.Other = common.Other;
                break;
        }
    }
}
