using CreditQuery.Server.Errors;

namespace CreditQuery.Server.Registry;

/// <summary>The form of every kind of change: what is checked before the append, without knowing any record.</summary>
/// <remarks>Conditions on records are decided when the change is applied, the same on every node (architecture, chapter 6). A change is
/// rewritten in place: its subjects are sealed, its texts masked.</remarks>
internal static class ChangeForms
{
    /// <summary>Checks, seals and masks one change.</summary>
    /// <param name="change">The change; rewritten.</param>
    /// <param name="form">Collects what is wrong.</param>
    /// <param name="prefix">Path of the list it stands in.</param>
    /// <param name="index">Its index there.</param>
    public static void Check(Change change, FormCheck form, string prefix, int index)
    {
        form.Enter(prefix, index, NameOf(change.ChangeCase));
        switch (change.ChangeCase)
        {
            case Change.ChangeOneofCase.PutEntry:
                EntryForms.Put(change.PutEntry, form, "");
                break;
            case Change.ChangeOneofCase.CorrectEntry:
                EntryForms.Correct(change.CorrectEntry, form);
                break;
            case >= Change.ChangeOneofCase.ExitEntry and <= Change.ChangeOneofCase.EndStay:
                EndingForms.Check(change, form);
                break;
            case >= Change.ChangeOneofCase.OpenObjection and <= Change.ChangeOneofCase.SetGrace:
                LiftingForms.Check(change, form);
                break;
            case Change.ChangeOneofCase.PutSource or Change.ChangeOneofCase.PutCatalogue or Change.ChangeOneofCase.AdoptMeasure
                or Change.ChangeOneofCase.ResolveQuarantine:
                RegistryForms.Check(change, form);
                break;
            case Change.ChangeOneofCase.None:
                form.Fail("change", ErrorReason.InvalidField, "Required.");
                break;
            default:
                SubjectForms.Check(change, form);
                break;
        }
    }

    private static string NameOf(Change.ChangeOneofCase kind) =>
        kind == Change.ChangeOneofCase.None ? "" : Change.Descriptor.FindFieldByNumber((int)kind).Name;
}
