using System.Text;
using CreditQuery.Server.Errors;

namespace CreditQuery.Server.Registry;

/// <summary>Form of the changes about the registry itself: sources, catalogues, adoptions, quarantine.</summary>
internal static class RegistryForms
{
    private const int MaxCodes = 1_000;

    /// <summary>Longest catalogue file in bytes: 900 KiB, so that its change set fits into one event.</summary>
    public const int MaxCatalogueBytes = 900 << 10;

    /// <summary>Checks put_source, put_catalogue, adopt_measure and resolve_quarantine.</summary>
    /// <param name="change">The change; rewritten.</param>
    /// <param name="form">Collects what is wrong.</param>
    public static void Check(Change change, FormCheck form)
    {
        switch (change.ChangeCase)
        {
            case Change.ChangeOneofCase.PutSource:
                Source(change.PutSource, form, "");
                break;
            case Change.ChangeOneofCase.PutCatalogue:
                Catalogue(change.PutCatalogue.Name, change.PutCatalogue.Content.Span, form, "name", "content");
                break;
            case Change.ChangeOneofCase.AdoptMeasure:
                var adopt = change.AdoptMeasure;
                form.Code(adopt.Measure, "measure", required: true);
                form.Region(adopt.Region, "region", required: true);
                form.Code(adopt.Department, "department");
                form.Period(form.Day(adopt.From, "from"), form.Day(adopt.To, "to"), "to");
                form.Reference(adopt.DocumentNo, "document_no");
                break;
            case Change.ChangeOneofCase.ResolveQuarantine:
                change.ResolveQuarantine.Resolution = form.Text(change.ResolveQuarantine.Resolution, "resolution");
                if (change.ResolveQuarantine.Revision == 0)
                {
                    form.Fail("revision", ErrorReason.InvalidField, "Required.");
                }

                break;
        }
    }

    /// <summary>Checks a source, also in the header of an import.</summary>
    /// <param name="source">The source.</param>
    /// <param name="form">Collects what is wrong.</param>
    /// <param name="under">Prefix of the field names; empty, or <c>source.</c>.</param>
    public static void Source(PutSource source, FormCheck form, string under)
    {
        form.Code(source.Source, under + "source", required: true);
        if (source.ListTypes.Count > MaxCodes || source.Regions.Count > MaxCodes)
        {
            form.Fail(under + "list_types", ErrorReason.TooLarge, "At most 1,000 list types and 1,000 regions.");
        }

        foreach (var listType in source.ListTypes)
        {
            form.Code(listType, under + "list_types", required: true);
        }

        foreach (var region in source.Regions)
        {
            form.Region(region, under + "regions", required: true);
        }

        form.Day(source.CoverageFrom, under + "coverage_from");
        if (source.MaxSilence is { } silence && (silence.Seconds < 0 || silence.Nanos < 0))
        {
            form.Fail(under + "max_silence", ErrorReason.InvalidField, "Not negative.");
        }
    }

    /// <summary>Checks name, size and characters of a catalogue file; what it says is the loader's to check.</summary>
    /// <param name="name">The name.</param>
    /// <param name="content">The file.</param>
    /// <param name="form">Collects what is wrong.</param>
    /// <param name="nameField">Name of the field of the name.</param>
    /// <param name="contentField">Name of the field of the file.</param>
    public static void Catalogue(string name, ReadOnlySpan<byte> content, FormCheck form, string nameField, string contentField)
    {
        form.Reference(name, nameField, required: true, FormCheck.MaxCodeLength);
        if (content.Length is 0 or > MaxCatalogueBytes)
        {
            form.Fail(contentField, content.IsEmpty ? ErrorReason.InvalidField : ErrorReason.TooLarge, "1 byte to 900 KiB of YAML.");
        }
        else if (PersonalNumbers.Contains(Encoding.UTF8.GetString(content)))
        {
            form.Fail(contentField, ErrorReason.PersonalData, "A personal number may not stand here.");
        }
    }
}
