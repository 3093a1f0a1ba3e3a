namespace CreditQuery.Rules.Subjects.Forms;

/// <summary>The forms by type: the open registry of validators.</summary>
internal static class IdentifierForms
{
    private static readonly CitizenIdForm Citizen = new();

    private static readonly IdentifierForm?[] ByType = Index(
        new UsccForm(),
        new OrgCodeForm(),
        new RegNoForm(),
        new TaxNoForm(),
        Citizen,
        new PassportForm(),
        new HmtPermitForm(Citizen),
        new ForeignPrIdForm(Citizen),
        new PlateForm(),
        new FreeForm(IdentifierType.PracticeLicence, minLength: 4, keepsDash: false),
        new FreeForm(IdentifierType.StarCardNo, minLength: 4, keepsDash: false),
        new FreeForm(IdentifierType.Other, minLength: 1, keepsDash: true));

    /// <summary>Gives the form of a type.</summary>
    /// <returns>Null for UNSPECIFIED and numbers that are no type.</returns>
    public static IdentifierForm? Find(IdentifierType type) => (int)type < ByType.Length ? ByType[(int)type] : null;

    private static IdentifierForm?[] Index(params ReadOnlySpan<IdentifierForm> forms)
    {
        var index = new IdentifierForm?[(int)IdentifierType.Other + 1];
        foreach (var form in forms)
        {
            index[(int)form.Type] = form;
        }

        return index;
    }
}
